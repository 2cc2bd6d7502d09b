//! Listeners by the thousand, on one thread: each a connection of its own, every event looked at.

use std::{
    collections::HashMap,
    io::{ErrorKind, Read as _, Write as _},
    net::{Ipv4Addr, SocketAddr, TcpStream},
    sync::mpsc,
    thread,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, bail, ensure};
use mio::{Events, Interest, Poll, Token, Waker};
use socket2::{Domain, SockRef, Socket, Type};
use tokio::{sync::mpsc as reports, time::timeout};

use super::ear::{Ear, Hears};

/// How long anything may take that listeners wait for.
const PATIENCE: Duration = Duration::from_mins(1);
const WAKER: Token = Token(usize::MAX);

/// Listeners who ask for the same.
#[derive(Clone)]
pub struct Party {
    pub port: u16,
    /// The request, up to the empty line.
    pub request: String,
    pub size: usize,
    /// Where they were; none begins with what comes.
    pub place: Option<i64>,
    pub hears: Hears,
    /// Whether they go on reading after the first heartbeat.
    pub reads: bool,
}

/// A change that every listener of its party has heard.
pub struct Heard {
    pub seq: i64,
    /// When each of them did.
    pub at: Vec<Instant>,
}

impl Heard {
    /// When the last of them did.
    pub fn last(&self) -> Option<Instant> {
        self.at.iter().max().copied()
    }
}

enum Order {
    Gather(Party),
    Disperse,
}

enum Report {
    Listening,
    Heard(Heard),
    Dispersed,
    Failed(anyhow::Error),
}

/// The handle of the listeners' thread.
pub struct Crowd {
    orders: mpsc::Sender<Order>,
    waker: Waker,
    reports: reports::UnboundedReceiver<Report>,
    heard: Vec<Heard>,
}

impl Crowd {
    pub fn begin() -> Result<Self> {
        let poll = Poll::new()?;
        let waker = Waker::new(poll.registry(), WAKER)?;
        let (orders, inbox) = mpsc::channel();
        let (sender, reports) = reports::unbounded_channel();
        let keeper = Keeper {
            poll,
            inbox,
            reports: sender,
            parties: Vec::new(),
            listeners: Vec::new(),
            buffer: vec![0; 256 * 1024],
        };
        thread::spawn(move || keeper.run());
        Ok(Self { orders, waker, reports, heard: Vec::new() })
    }

    fn order(&self, order: Order) -> Result<()> {
        self.orders.send(order).ok().context("the listeners' thread has ended")?;
        Ok(self.waker.wake()?)
    }

    async fn report(&mut self) -> Result<Report> {
        let report = timeout(PATIENCE, self.reports.recv()).await;
        match report
            .context("listeners wait in vain")?
            .context("the listeners' thread has ended")?
        {
            Report::Failed(error) => Err(error),
            report => Ok(report),
        }
    }

    /// Has a party listen besides those that do; comes back when all of them do.
    pub async fn gather(&mut self, party: Party) -> Result<()> {
        self.order(Order::Gather(party))?;
        loop {
            match self.report().await? {
                Report::Heard(heard) => self.heard.push(heard),
                _ => return Ok(()),
            }
        }
    }

    /// The next change that a whole party has heard.
    pub async fn heard(&mut self) -> Result<Heard> {
        if !self.heard.is_empty() {
            return Ok(self.heard.remove(0));
        }
        match self.report().await? {
            Report::Heard(heard) => Ok(heard),
            _ => bail!("the listeners say something else"),
        }
    }

    /// Lets everybody go.
    pub async fn disperse(&mut self) -> Result<()> {
        self.order(Order::Disperse)?;
        while !matches!(self.report().await?, Report::Dispersed) {}
        self.heard.clear();
        Ok(())
    }
}

struct Listener {
    stream: mio::net::TcpStream,
    ear: Ear,
    party: usize,
}

struct Gathered {
    party: Party,
    listening: usize,
    heard: HashMap<i64, Vec<Instant>>,
}

struct Keeper {
    poll: Poll,
    inbox: mpsc::Receiver<Order>,
    reports: reports::UnboundedSender<Report>,
    parties: Vec<Gathered>,
    listeners: Vec<Listener>,
    buffer: Vec<u8>,
}

impl Keeper {
    fn run(mut self) {
        if let Err(error) = self.listen() {
            let _ = self.reports.send(Report::Failed(error));
        }
    }

    /// Until the handle is gone.
    fn listen(&mut self) -> Result<()> {
        let mut events = Events::with_capacity(1024);
        loop {
            match self.poll.poll(&mut events, None) {
                Err(error) if error.kind() == ErrorKind::Interrupted => continue,
                polled => polled?,
            }
            for event in &events {
                if event.token() != WAKER {
                    self.read(event.token().0)?;
                    continue;
                }
                loop {
                    match self.inbox.try_recv() {
                        Ok(Order::Gather(party)) => self.gather(party)?,
                        Ok(Order::Disperse) => self.disperse()?,
                        Err(mpsc::TryRecvError::Empty) => break,
                        Err(mpsc::TryRecvError::Disconnected) => return Ok(()),
                    }
                }
            }
        }
    }

    fn gather(&mut self, party: Party) -> Result<()> {
        let number = self.parties.len();
        self.parties.push(Gathered { party: party.clone(), listening: 0, heard: HashMap::new() });
        for _ in 0..party.size {
            let stream = connect(&party).context("a listener cannot connect")?;
            let mut stream = mio::net::TcpStream::from_std(stream);
            let token = Token(self.listeners.len());
            self.poll.registry().register(&mut stream, token, Interest::READABLE)?;
            let ear = Ear::new(party.place, party.hears);
            self.listeners.push(Listener { stream, ear, party: number });
        }
        Ok(())
    }

    fn disperse(&mut self) -> Result<()> {
        self.parties.clear();
        for listener in self.listeners.drain(..) {
            // Nobody keeps the port of one who has gone in mind: there are only so many.
            SockRef::from(&listener.stream).set_linger(Some(Duration::ZERO))?;
        }
        Ok(self.reports.send(Report::Dispersed)?)
    }

    fn read(&mut self, number: usize) -> Result<()> {
        // An event may be left over of one who has gone.
        while let Some(listener) = self.listeners.get_mut(number) {
            let length = match listener.stream.read(&mut self.buffer) {
                Err(error) if error.kind() == ErrorKind::WouldBlock => return Ok(()),
                read => read.context("a listener is cut off")?,
            };
            ensure!(length > 0, "a listener is let go");
            let (now, was_listening) = (Instant::now(), listener.ear.is_listening);
            let gathered = &mut self.parties[listener.party];
            let (size, reports) = (gathered.party.size, &self.reports);
            listener.ear.take(&self.buffer[..length], |seq| {
                let at = gathered.heard.entry(seq).or_insert_with(|| Vec::with_capacity(size));
                at.push(now);
                if at.len() == size {
                    let at = gathered.heard.remove(&seq).unwrap_or_default();
                    let _ = reports.send(Report::Heard(Heard { seq, at }));
                }
            })?;
            if listener.ear.is_listening && !was_listening {
                gathered.listening += 1;
                if !gathered.party.reads {
                    self.poll.registry().deregister(&mut listener.stream)?;
                }
                if gathered.listening == size {
                    reports.send(Report::Listening)?;
                }
                if !gathered.party.reads {
                    return Ok(());
                }
            }
            // The kernel tells when more comes.
            if length < self.buffer.len() {
                return Ok(());
            }
        }
        Ok(())
    }
}

fn connect(party: &Party) -> Result<TcpStream> {
    let socket = Socket::new(Domain::IPV4, Type::STREAM, None)?;
    if !party.reads {
        // Little is held for them, so that it soon shows that they do not read.
        socket.set_recv_buffer_size(4096)?;
    }
    socket.connect(&SocketAddr::from((Ipv4Addr::LOCALHOST, party.port)).into())?;
    let mut stream = TcpStream::from(socket);
    stream.set_nodelay(true)?;
    stream.write_all(format!("{}\r\n", party.request).as_bytes())?;
    stream.set_nonblocking(true)?;
    Ok(stream)
}
