//! What a run leaves to be shared: report, index, caption, citation; the pages in a real browser.

mod browser;
mod caption;
mod cite;
mod index;
mod page;
mod support;
