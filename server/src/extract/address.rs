//! Where a request comes from, for the throttle.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use axum::{
    extract::{ConnectInfo, FromRequestParts},
    http::request::Parts,
};

use crate::{error::ApiError, router::App};

/// The client's address: the peer's, or what the proxy on this machine says where the desk stands
/// behind one, as `--public-url` tells.
pub struct ClientAddress(pub IpAddr);

impl FromRequestParts<App> for ClientAddress {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, ApiError> {
        let peer = parts
            .extensions
            .get::<ConnectInfo<SocketAddr>>()
            .map(|peer| peer.0.ip().to_canonical());
        let peer = peer.unwrap_or(IpAddr::V4(Ipv4Addr::LOCALHOST));
        // Only the last hop can be believed: it is what our own proxy has seen.
        let told = parts
            .headers
            .get_all("x-forwarded-for")
            .iter()
            .next_back()
            .and_then(|value| value.to_str().ok());
        let hop =
            told.and_then(|hops| hops.rsplit(',').next()).and_then(|hop| hop.trim().parse().ok());
        let behind_proxy = app.public_url.is_some() && peer.is_loopback();
        Ok(Self(hop.filter(|_| behind_proxy).unwrap_or(peer)))
    }
}
