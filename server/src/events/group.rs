//! Listeners of one audience who have heard all there was: what comes next is the same bytes for all
//! of them, written to one after the other.

use std::{
    collections::HashMap,
    mem,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use bytes::Bytes;
use domain::id::Seq;
use tokio::sync::{Notify, oneshot};
use tokio_util::sync::CancellationToken;

use super::outlet::{Batch, Outlet};

/// Listeners that are written to before others have their turn on this core: a third of a
/// millisecond.
const STRIDE: usize = 32;

type Id = u64;

/// Somebody in a group.
pub struct Member {
    pub outlet: Arc<Outlet>,
    /// Cancelled when nothing more may be told.
    pub until: CancellationToken,
}

/// What a member that took less than it was offered has still to be told, and its place after that.
pub struct Behind {
    pub owed: Bytes,
    pub place: Seq,
}

/// A place in a group; the member leaves it when this is dropped.
pub struct Seat {
    group: Arc<Group>,
    id: Id,
    /// Whoever falls behind is sent out of the group: nobody waits for them. An error where the group
    /// itself has ended.
    pub behind: oneshot::Receiver<Behind>,
}

impl Drop for Seat {
    fn drop(&mut self) {
        self.group.leave(self.id);
    }
}

struct Seated {
    member: Member,
    behind: oneshot::Sender<Behind>,
    /// How many of the frames that wait it has had by another way.
    had: usize,
}

/// What is to be done next.
#[derive(Default)]
struct Inbox {
    /// Frames that wait, and the place after each. All of them go out in one write.
    frames: Vec<(Seq, Bytes)>,
    joining: Vec<(Id, Seated)>,
    leaving: Vec<Id>,
    seats: usize,
    last_id: Id,
    has_ended: bool,
}

/// The group's handle. Its members are known to its task alone.
#[derive(Default)]
pub struct Group {
    inbox: Mutex<Inbox>,
    wake: Notify,
}

impl Group {
    /// Begins a group, which lasts until it is told to end.
    pub fn begin() -> Arc<Self> {
        let group = Arc::new(Self::default());
        tokio::spawn(group.clone().run());
        group
    }

    fn inbox(&self) -> MutexGuard<'_, Inbox> {
        // Nothing that is done under this lock leaves the inbox half changed.
        self.inbox.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Changes the inbox and has the group look at it.
    fn tell<T>(&self, change: impl FnOnce(&mut Inbox) -> T) -> T {
        let told = change(&mut self.inbox());
        self.wake.notify_one();
        told
    }

    /// Hands a frame to all who are in by now.
    pub fn publish(&self, place: Seq, frame: Bytes) {
        self.tell(|inbox| inbox.frames.push((place, frame)));
    }

    /// Takes somebody in who has had everything that was published before.
    pub fn join(self: &Arc<Self>, member: Member) -> Seat {
        let (sender, behind) = oneshot::channel();
        let id = self.tell(|inbox| {
            inbox.last_id += 1;
            inbox.seats += 1;
            let seated = Seated { member, behind: sender, had: inbox.frames.len() };
            inbox.joining.push((inbox.last_id, seated));
            inbox.last_id
        });
        Seat { group: self.clone(), id, behind }
    }

    fn leave(&self, id: Id) {
        self.tell(|inbox| {
            inbox.seats -= 1;
            inbox.leaving.push(id);
        });
    }

    /// How many are in.
    pub fn seats(&self) -> usize {
        self.inbox().seats
    }

    /// Sends everybody out.
    pub fn end(&self) {
        self.tell(|inbox| inbox.has_ended = true);
    }

    async fn run(self: Arc<Self>) {
        let mut members = HashMap::new();
        loop {
            self.wake.notified().await;
            let inbox = {
                let mut inbox = self.inbox();
                let (seats, last_id) = (inbox.seats, inbox.last_id);
                mem::replace(&mut *inbox, Inbox { seats, last_id, ..Inbox::default() })
            };
            if inbox.has_ended {
                return;
            }
            members.extend(inbox.joining);
            for id in inbox.leaving {
                members.remove(&id);
            }
            deliver(&mut members, &inbox.frames).await;
        }
    }
}

/// Writes frames to everybody, each in one write; who does not take them all at once is sent out with
/// the rest.
async fn deliver(members: &mut HashMap<Id, Seated>, frames: &[(Seq, Bytes)]) {
    let Some((place, _)) = frames.last() else { return };
    let whole = batch(frames);
    let mut behind = Vec::new();
    for (n, (id, seated)) in members.iter_mut().enumerate() {
        if n % STRIDE == STRIDE - 1 {
            tokio::task::yield_now().await;
        }
        let had = mem::take(&mut seated.had);
        let owed = match frames.get(had..) {
            _ if seated.member.until.is_cancelled() => None,
            None | Some([]) => None,
            Some(_) if had == 0 => seated.member.outlet.offer(&whole),
            Some(rest) => seated.member.outlet.offer(&batch(rest)),
        };
        behind.extend(owed.map(|owed| (*id, owed)));
    }
    for (id, owed) in behind {
        if let Some(seated) = members.remove(&id) {
            let _ = seated.behind.send(Behind { owed, place: *place });
        }
    }
}

fn batch(frames: &[(Seq, Bytes)]) -> Batch {
    Batch::of(frames.iter().map(|(_, frame)| frame))
}

#[cfg(test)]
mod tests {
    use std::convert::Infallible;

    use tokio::sync::mpsc::{self, Receiver};

    use super::*;

    type Frames = Receiver<Result<Bytes, Infallible>>;

    fn somebody(in_flight: usize) -> (Member, Frames) {
        let (sender, frames) = mpsc::channel(in_flight);
        let outlet = Arc::new(Outlet::Body(sender));
        (Member { outlet, until: CancellationToken::new() }, frames)
    }

    fn publish(group: &Group, frames: &[&'static str]) {
        for (place, frame) in frames.iter().enumerate() {
            group.publish(Seq(place as i64 + 1), Bytes::from_static(frame.as_bytes()));
        }
    }

    async fn next(frames: &mut Frames) -> Option<Bytes> {
        frames.recv().await.and_then(Result::ok)
    }

    #[tokio::test]
    async fn all_that_waits_goes_out_in_one_write() {
        let group = Group::begin();
        let (member, mut frames) = somebody(8);
        let _seat = group.join(member);
        publish(&group, &["one ", "two ", "three"]);
        assert_eq!(next(&mut frames).await.unwrap(), "one two three");
    }

    #[tokio::test]
    async fn who_joins_hears_nothing_twice() {
        let group = Group::begin();
        publish(&group, &["heard in another way"]);
        let (member, mut frames) = somebody(8);
        let _seat = group.join(member);
        publish(&group, &["new"]);
        assert_eq!(next(&mut frames).await.unwrap(), "new");
    }

    #[tokio::test]
    async fn who_falls_behind_is_sent_out_with_what_it_is_owed() {
        let group = Group::begin();
        let ((slow, mut unread), (quick, mut frames)) = (somebody(1), somebody(8));
        let (mut slow, _quick) = (group.join(slow), group.join(quick));
        for word in ["one", "two", "three"] {
            publish(&group, &[word]);
            assert_eq!(next(&mut frames).await.unwrap(), word);
        }
        let behind = (&mut slow.behind).await.unwrap();
        assert_eq!((behind.owed, behind.place), (Bytes::from_static(b"two"), Seq(1)));
        assert_eq!(next(&mut unread).await.unwrap(), "one");
        assert!(next(&mut unread).await.is_none(), "the group has let it go");
    }

    #[tokio::test]
    async fn whose_session_has_ended_is_told_nothing_more() {
        let group = Group::begin();
        let (member, mut frames) = somebody(8);
        member.until.cancel();
        let seat = group.join(member);
        publish(&group, &["secret"]);
        drop(seat);
        assert!(next(&mut frames).await.is_none());
    }
}
