//! The two halves of a form of the result.

use std::any::Any;
use std::io::{self, Write};

use gorigin::render::{Renderer, Writer};
use gorigin::report::{Record, Summary};

/// One half words each record by itself, the other writes the words in order.
pub(crate) struct Form<R, W> {
    pub(crate) renderer: R,
    pub(crate) writer: W,
}

/// A row of a form that is only known when the program runs.
pub(crate) type AnyRow = Box<dyn Any + Send>;

/// A form that is only known when the program runs.
pub(crate) type AnyForm = Form<Box<dyn Renderer<Row = AnyRow>>, Box<dyn Writer<AnyRow>>>;

impl<R, W> Form<R, W>
where
    R: Renderer + 'static,
    W: Writer<R::Row> + 'static,
    R::Row: 'static,
{
    /// The same form, without its types.
    pub(crate) fn boxed(self) -> AnyForm {
        let writer: Box<dyn Writer<R::Row>> = Box::new(self.writer);
        Form { renderer: Box::new(Boxing(self.renderer)), writer: Box::new(Unboxing(writer)) }
    }
}

struct Boxing<R>(R);

impl<R: Renderer> Renderer for Boxing<R>
where
    R::Row: 'static,
{
    type Row = AnyRow;

    fn row(&self, record: &Record) -> io::Result<AnyRow> {
        Ok(Box::new(self.0.row(record)?))
    }
}

struct Unboxing<Row>(Box<dyn Writer<Row>>);

impl<Row: 'static> Writer<AnyRow> for Unboxing<Row> {
    fn start(&mut self, to: &mut dyn Write) -> io::Result<()> {
        self.0.start(to)
    }

    fn write(&mut self, row: AnyRow, to: &mut dyn Write) -> io::Result<()> {
        match row.downcast::<Row>() {
            Ok(row) => self.0.write(*row, to),
            Err(_) => Err(io::Error::other("a row of another form")),
        }
    }

    fn finish(&mut self, summary: &Summary, to: &mut dyn Write) -> io::Result<()> {
        self.0.finish(summary, to)
    }

    fn remark(&self) -> Option<String> {
        self.0.remark()
    }

    fn is_nothing(&self) -> bool {
        self.0.is_nothing()
    }

    fn keeps_older(&self) -> bool {
        self.0.keeps_older()
    }
}
