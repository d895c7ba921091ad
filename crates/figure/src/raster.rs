//! The drawing as pixels.

use std::num::NonZero;
use std::sync::Mutex;
use std::thread::available_parallelism;

use crease_system::side_by_side;
use resvg::tiny_skia::{Color, FillRule, Mask, Pixmap, PixmapMut, PixmapPaint, Transform};

/// The picture is drawn in this many bands, on all available threads: the number is fixed, so that
/// its pixels do not depend on the machine.
const BANDS: usize = 8;

/// Draws a tree on white, `width x height` pixels.
pub fn draw(tree: &usvg::Tree, width: u32, height: u32, scale: f32) -> Option<Pixmap> {
    let mut pixmap = Pixmap::new(width, height)?;
    pixmap.fill(Color::WHITE);
    if !can_be_taken_apart(tree.root().children()) {
        resvg::render(
            tree,
            Transform::from_scale(scale, scale),
            &mut pixmap.as_mut(),
        );
        return Some(pixmap);
    }
    let rows = (height as usize).div_ceil(BANDS);
    let bands = pixmap.data_mut().chunks_mut(rows * width as usize * 4);
    let bands = Mutex::new(bands.enumerate());
    let work = || {
        loop {
            let Some((index, bytes)) = bands.lock().ok()?.next() else {
                return Some(());
            };
            let height = (bytes.len() / (width as usize * 4)) as u32;
            let mut band = PixmapMut::from_bytes(bytes, width, height)?;
            let top = (index * rows) as f32;
            let transform = Transform::from_scale(scale, scale).post_translate(0.0, -top);
            draw_nodes(tree.root().children(), transform, &mut band);
        }
    };
    let threads = available_parallelism().map_or(1, NonZero::get).min(BANDS);
    let drawn = side_by_side(threads, work);
    let all = drawn.into_iter().all(|band| matches!(band, Ok(Some(()))));
    all.then_some(pixmap)
}

/// Whether each node can be drawn by itself. Resvg draws no node by itself that has no box, such as a
/// dashed horizontal line.
fn can_be_taken_apart(nodes: &[usvg::Node]) -> bool {
    nodes.iter().all(|node| match (node, plain_clip(node)) {
        (usvg::Node::Group(group), Some(_)) => {
            let mut children = group.children().iter();
            children.all(|child| child.abs_layer_bounding_box().is_some())
        }
        _ => node.abs_layer_bounding_box().is_some(),
    })
}

/// Draws nodes one above the other. Groups that follow each other with one clip path share a
/// bitmap, where resvg would take one for each.
fn draw_nodes(nodes: &[usvg::Node], transform: Transform, pixmap: &mut PixmapMut<'_>) {
    let mut rest = nodes;
    while let Some(first) = rest.first() {
        let clip = plain_clip(first);
        let same = |node: &&usvg::Node| {
            plain_clip(node).map(usvg::ClipPath::id) == clip.map(usvg::ClipPath::id)
        };
        let (these, after) = match clip {
            Some(_) => rest.split_at(rest.iter().take_while(same).count()),
            None => rest.split_at(1),
        };
        rest = after;
        if clip.is_none_or(|clip| draw_clipped(these, clip, transform, pixmap).is_none()) {
            for node in these {
                draw_node(node, transform, pixmap);
            }
        }
    }
}

/// Draws groups with one clip path; draws nothing if there is no room.
fn draw_clipped(
    groups: &[usvg::Node],
    clip: &usvg::ClipPath,
    transform: Transform,
    pixmap: &mut PixmapMut<'_>,
) -> Option<()> {
    let (width, height) = (pixmap.width(), pixmap.height());
    let mut layer = Pixmap::new(width, height)?;
    let mut mask = Mask::new(width, height)?;
    for node in clip.root().children() {
        let usvg::Node::Path(path) = node else {
            return None;
        };
        mask.fill_path(path.data(), FillRule::default(), true, transform);
    }
    for node in groups {
        if let usvg::Node::Group(group) = node {
            for child in group.children() {
                draw_node(child, transform, &mut layer.as_mut());
            }
        }
    }
    layer.apply_mask(&mask);
    let (paint, still) = (PixmapPaint::default(), Transform::identity());
    pixmap.draw_pixmap(0, 0, layer.as_ref(), &paint, still, None);
    Some(())
}

/// The clip path of a group that has no other effect.
fn plain_clip(node: &usvg::Node) -> Option<&usvg::ClipPath> {
    let usvg::Node::Group(group) = node else {
        return None;
    };
    let clip = group.clip_path()?;
    let plain = group.opacity() == usvg::Opacity::ONE
        && group.mask().is_none()
        && group.filters().is_empty()
        && group.blend_mode() == usvg::BlendMode::Normal
        && group.transform().is_identity()
        && clip.clip_path().is_none()
        && clip.transform().is_identity();
    plain.then_some(clip)
}

fn draw_node(node: &usvg::Node, transform: Transform, pixmap: &mut PixmapMut<'_>) {
    // Resvg moves the node to the corner of the bitmap.
    if let Some(bounds) = node.abs_layer_bounding_box() {
        let transform = transform.pre_translate(bounds.x(), bounds.y());
        resvg::render_node(node, transform, pixmap);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The largest difference of a channel from what resvg draws of the whole: smoothed edges may
    /// differ a little, as nodes are moved before they are drawn.
    fn difference(body: &str) -> u8 {
        let source = format!(
            r#"<svg width="80" height="64" xmlns="http://www.w3.org/2000/svg">{body}</svg>"#
        );
        let tree = usvg::Tree::from_str(&source, &usvg::Options::default()).unwrap();
        let drawn = draw(&tree, 160, 128, 2.0).unwrap();
        let mut whole = Pixmap::new(160, 128).unwrap();
        whole.fill(Color::WHITE);
        resvg::render(&tree, Transform::from_scale(2.0, 2.0), &mut whole.as_mut());
        assert!(whole.data().iter().any(|&channel| channel < 128), "{body}");
        let pairs = drawn.data().iter().zip(whole.data());
        pairs.map(|(a, b)| a.abs_diff(*b)).max().unwrap()
    }

    #[test]
    fn lines_of_every_direction_are_drawn() {
        for path in ["M 5 20 L 70 20", "M 30 5 L 30 60", "M 5 5 L 70 60"] {
            for dashes in ["", r#"stroke-dasharray="6 4""#] {
                let line =
                    format!(r##"<path d="{path}" stroke="#000" stroke-width="2" {dashes}/>"##);
                assert!(difference(&line) < 64, "{line}");
                let clipped = format!(
                    r#"<clipPath id="c"><path d="M 0 0 H 50 V 50 H 0 Z"/></clipPath>
                       <g clip-path="url(#c)">{line}</g><g clip-path="url(#c)">{line}</g>"#
                );
                assert!(difference(&clipped) < 64, "{clipped}");
            }
        }
    }
}
