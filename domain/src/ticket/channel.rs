//! 渠道: by which way an order came.

slugs! {
    /// The channels of domain part 1.2; the town's own hotline never touches the city's platform.
    pub enum Channel {
        Hotline12345 = "hotline_12345",
        TownHotline = "town_hotline",
        Online12345 = "online_12345",
        Patrol = "patrol",
        Village = "village",
        Wechat = "wechat",
        Letter = "letter",
        WalkIn = "walk_in",
        Police110 = "police_110",
    }
}

impl Channel {
    /// Whether an order that comes this way is the city's, which has a number and a limit of its own for it.
    pub fn is_upstream(self) -> bool {
        matches!(self, Self::Hotline12345 | Self::Online12345)
    }
}
