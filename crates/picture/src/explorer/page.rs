//! The file of a page.

use super::Colouring;
use maud::{DOCTYPE, PreEscaped, html};

pub(super) const STYLE: &str = include_str!("style.css");
pub(super) const SCRIPT: &str = concat!(
    include_str!("script/frame.js"),
    include_str!("script/colours.js"),
    include_str!("script/drawing.js"),
    include_str!("script/above.js"),
    include_str!("script/words.js"),
    include_str!("script/input.js"),
    include_str!("script/time.js"),
);
const SERVED: &str = include_str!("script/served.js");

const HINT: &str = "Point at a region to see its pattern and its affine map. Click near a wall to \
                    follow its neuron.";

const KEYS: &str = "The regions of the network. Arrow keys move, plus and minus zoom, 0 shows \
                    everything, Enter selects the neuron of the nearest wall, Escape clears the \
                    selection.";

/// The whole file; a page of a server has a number.
pub(super) fn page(title: &str, data: &str, number: Option<&str>) -> String {
    let colours = Colouring::ALL.map(Colouring::names);
    let markup = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                @if let Some(number) = number {
                    meta name="page" content=(number);
                    // Keeps browsers from requesting an icon.
                    link rel="icon" href="data:,";
                }
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { (title) }
                style { (PreEscaped(STYLE)) }
            }
            body {
                header {
                    h1 { (title) }
                    p #counts aria-live="polite" {}
                }
                main {
                    div #stage {
                        canvas #cells tabindex="0" role="img" aria-label=(KEYS) {}
                        canvas #above aria-hidden="true" {}
                        p #problem role="alert" hidden {}
                    }
                    aside {
                        form #controls {
                            label {
                                "Colour"
                                select #colour {
                                    @for (value, text) in colours {
                                        option value=(value) { (text) }
                                    }
                                }
                            }
                            label { input type="checkbox" #walls checked; " walls" }
                            div #frames hidden {
                                label {
                                    span #frame-name {}
                                    input type="range" #frame min="0" value="0" step="1"
                                        aria-label="Checkpoint";
                                }
                                button type="button" #play { "Play" }
                                div #charts {}
                            }
                            div.buttons {
                                button type="button" #closer aria-label="Zoom in" { "+" }
                                button type="button" #farther aria-label="Zoom out" { "−" }
                                button type="button" #everything { "Show all" }
                            }
                        }
                        ul #names hidden aria-label="Colours" {}
                        div #legend hidden { span #least {} span #scale {} span #most {} }
                        section #region aria-live="polite" { p.hint { (HINT) } }
                    }
                }
                script #data type="application/json" { (PreEscaped(data)) }
                @if number.is_some() {
                    script { (PreEscaped(SERVED)) }
                }
                script { (PreEscaped(SCRIPT)) }
            }
        }
    };
    markup.into_string()
}
