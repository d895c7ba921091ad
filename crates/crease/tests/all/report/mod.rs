//! What a run leaves to be shared: report, index, caption, citation; the pages in a real browser.

mod browser;
mod caption;
mod cite;
mod elsewhere;
mod index;
mod links;
mod page;
mod support;
