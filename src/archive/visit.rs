//! The way through containers: what each file is, and who takes it.

use std::io;
use std::rc::Rc;
use std::sync::Arc;

use super::hold::{MEMBER, Opening, hold};
use super::inside::{HEAD, Inside};
use super::meter::Meter;
use super::oci::{self, Folder};
use super::open::{open, refined};
use super::recognise::kind_of;
use super::stream::Stream;
use super::{Behind, Bytes, Fault, Kind, Place, Shared, Visitor, Window, behind};
use crate::bytes::{ByteSource, LimitExceeded, PartOffset, Span};

/// Shows `visitor` every file in the container `source` of that kind.
pub fn visit<'s>(
    kind: Kind,
    source: Shared<'s>,
    place: &Place,
    opening: Opening<'_>,
    visitor: &mut dyn Visitor<'s>,
) {
    let meter = Rc::new(Meter::new(opening.limits, source.size()));
    let mut visit =
        Visit { opening, meter, visitor, kind, depth: 0, last: None, told: 0, taken: 0 };
    visit.container(kind, Stream::of_source(source), place);
}

/// Shows `visitor` every file in the image that lies in `folder`, which is of that kind.
pub fn visit_folder<'s>(
    kind: Kind,
    folder: &dyn Folder<'s>,
    place: &Place,
    opening: Opening<'_>,
    visitor: &mut dyn Visitor<'s>,
) {
    // The files of a folder have no size together.
    let meter = Rc::new(Meter::new(opening.limits, u64::MAX));
    let mut visit =
        Visit { opening, meter, visitor, kind, depth: 1, last: None, told: 0, taken: 0 };
    visit.visitor.opened(place, kind);
    if let Err(fault) = oci::visit_folder(kind, folder, place, &mut visit) {
        visit.trouble(place, fault);
    }
}

/// A visit of one outermost file.
pub(super) struct Visit<'v, 's> {
    opening: Opening<'v>,
    meter: Rc<Meter>,
    visitor: &'v mut dyn Visitor<'s>,
    /// The kind of the innermost container.
    kind: Kind,
    depth: u64,
    /// The fault that was reported last. One that a container shares with what is inside it is
    /// reported once.
    last: Option<Fault>,
    /// Faults that were reported.
    told: u64,
    /// Files that were taken, or could not be read.
    taken: u64,
}

impl<'s> Visit<'_, 's> {
    /// Opens the container of that kind at `place`.
    fn container(&mut self, kind: Kind, stream: Stream<'_, 's>, place: &Place) {
        let done = refined(kind, stream, place, self).and_then(|(kind, stream)| {
            self.visitor.opened(place, kind);
            self.deeper_as(kind, stream, place)
        });
        if let Err(fault) = done {
            self.trouble(place, fault);
        }
    }

    fn trouble(&mut self, place: &Place, fault: Fault) {
        if self.is_new(&fault) {
            self.taken = self.taken.saturating_add(1);
            self.visitor.trouble(place, fault);
        }
    }

    /// Opens what is known to be of that kind.
    fn deeper_as(
        &mut self,
        kind: Kind,
        stream: Stream<'_, 's>,
        place: &Place,
    ) -> Result<(), Fault> {
        let limit = self.opening.limits.depth;
        if self.depth >= limit {
            return Err(LimitExceeded { name: "depth", limit }.into());
        }
        let around = std::mem::replace(&mut self.kind, kind);
        self.depth = self.depth.saturating_add(1);
        let done = open(kind, stream, place, self);
        self.depth = self.depth.saturating_sub(1);
        self.kind = around;
        done
    }

    /// Whether that fault was not reported just now.
    fn is_new(&mut self, fault: &Fault) -> bool {
        let is_new = self.last.as_ref() != Some(fault);
        self.told = self.told.saturating_add(u64::from(is_new));
        self.last = Some(fault.clone());
        is_new
    }

    /// Gives the visitor a file, and opens what is behind it.
    fn both(&mut self, place: Place, head: &[u8], bytes: Bytes<'s>) -> Result<(), Fault> {
        self.taken = self.taken.saturating_add(1);
        if behind(&bytes, head).map_err(|error| Fault::of_stream(&error))?.is_none() {
            self.visitor.file(place, bytes);
            return Ok(());
        }
        let all = Span::new(PartOffset(0), bytes.size());
        let shared: Shared<'s> = Arc::new(bytes);
        self.visitor.file(place.clone(), Bytes::Window(Window::new(shared.clone(), all)));
        self.behind(&place, head, shared)
    }

    /// Opens what is behind the program or script that starts with `head`.
    fn behind(&mut self, place: &Place, head: &[u8], source: Shared<'s>) -> Result<(), Fault> {
        let found = behind(&*source, head).map_err(|error| Fault::of_stream(&error))?;
        if let Some(Behind { kind, span }) = found
            && self.visitor.enters(place)
        {
            let own = Arc::new(Window::new(source, span));
            self.container(kind, Stream::of_source(own), place);
        }
        Ok(())
    }

    fn hold(&mut self, stream: Stream<'_, 's>, most: u64) -> Result<Bytes<'s>, Fault> {
        let pool = self.opening.pool;
        hold(self.kind, stream, pool, most, &mut || self.visitor.make_room())
    }
}

impl<'s> Inside<'s> for Visit<'_, 's> {
    fn file(&mut self, place: Place, mut stream: Stream<'_, 's>) -> Result<(), Fault> {
        self.meter.count_entry()?;
        let fault = |error: io::Error| Fault::of_stream(&error);
        if let Some(kind) = kind_of(&mut stream).map_err(fault)? {
            match self.visitor.enters(&place) {
                true => self.container(kind, stream, &place),
                false => self.visitor.passed(&place),
            }
            return Ok(());
        }
        let head = stream.peek(HEAD).map_err(fault)?.to_vec();
        if self.visitor.wants(&place, &head) {
            return match self.hold(stream, self.opening.limits.member) {
                Ok(bytes) => self.both(place, &head, bytes),
                Err(Fault::Limit(limit)) if limit.name == MEMBER => {
                    self.unread(&place, limit.into());
                    Ok(())
                }
                Err(fault) => Err(fault),
            };
        }
        self.visitor.passed(&place);
        match stream.source() {
            Some(source) => self.behind(&place, &head, source),
            None => Ok(()),
        }
    }

    fn again(&mut self, place: Place, first: &Place) -> Result<(), Fault> {
        self.meter.count_entry()?;
        self.visitor.again(place, first);
        Ok(())
    }

    fn deeper(&mut self, kind: Kind, stream: Stream<'_, 's>, place: &Place) -> Result<(), Fault> {
        let (kind, stream) = refined(kind, stream, place, self)?;
        if kind.is_image() {
            self.visitor.opened(place, kind);
        }
        self.deeper_as(kind, stream, place)
    }

    fn unread(&mut self, place: &Place, fault: Fault) {
        if fault.is_note() {
            self.trouble(place, fault);
        } else if self.is_new(&fault) {
            self.taken = self.taken.saturating_add(1);
            self.visitor.unread(place, fault);
        }
    }

    fn seekable(&mut self, stream: Stream<'_, 's>) -> Result<Shared<'s>, Fault> {
        match stream.source() {
            Some(source) => Ok(source),
            None => Ok(Arc::new(self.hold(stream, self.opening.limits.inflated)?)),
        }
    }

    fn meter(&self) -> Rc<Meter> {
        Rc::clone(&self.meter)
    }

    fn enters(&mut self, place: &Place) -> bool {
        self.visitor.enters(place)
    }

    fn taken(&self) -> u64 {
        self.taken
    }

    fn told(&self) -> u64 {
        self.told
    }

    fn told_of_damage(&self) -> bool {
        matches!(self.last, Some(Fault::CutShort { .. } | Fault::Damaged { .. }))
    }

    fn opening(&self) -> Opening<'_> {
        self.opening
    }

    fn wants_stop(&mut self) -> bool {
        self.visitor.wants_stop()
    }
}
