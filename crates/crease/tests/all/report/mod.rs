//! What a run leaves to be shared: report, index, caption, citation; the pages in a real browser.

#[cfg(unix)]
mod browser;
mod caption;
mod cite;
mod elsewhere;
mod index;
#[cfg(unix)]
mod links;
mod page;
mod support;
