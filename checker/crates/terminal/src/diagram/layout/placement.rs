//! Puts boxes into columns and connectors onto lanes.

use crate::diagram::layout::geometry::{Connector, ConnectorEnd, Layout, PlacedBox};
use crate::diagram::layout::size::{NARROWEST, Size};
use crate::diagram::model::{Diagram, Edge};
use std::collections::{BTreeMap, BTreeSet};

/// Where a connector leaves a box: at the row of a column, or at the table's name.
type Port = (usize, Option<usize>);

/// A connector before it has a position: what it leads to, and from where.
struct Route {
    to: Port,
    from: Vec<Port>,
}

/// Two columns, if they fit.
pub(super) fn in_two_columns(diagram: &Diagram, sizes: &[Size], width: usize) -> Option<Layout> {
    if sizes.len() < 2 {
        return None;
    }
    let routes = routes(diagram);
    let ports = |table: usize| ports_of(&routes, table);
    let (mut left, mut right): (Vec<usize>, Vec<usize>) = (Vec::new(), Vec::new());
    let mut ys = vec![0; sizes.len()];
    let (mut left_end, mut right_end) = (0, 0);
    for (table, size) in sizes.iter().enumerate() {
        let (column, end) = if left_end <= right_end {
            (&mut left, &mut left_end)
        } else {
            (&mut right, &mut right_end)
        };
        ys[table] = *end;
        *end += size.height + 1;
        column.push(table);
    }
    // Two lines that enter the gutter at the same height, one from each side,
    // would run into each other: boxes on the right give way.
    let taken: BTreeSet<usize> = left
        .iter()
        .flat_map(|table| ports(*table).map(|row| port_y(ys[*table], row)))
        .collect();
    let mut y = 0;
    for table in &right {
        while ports(*table).any(|row| taken.contains(&port_y(y, row))) {
            y += 1;
        }
        ys[*table] = y;
        y += sizes[*table].height + 1;
    }
    let widest = |column: &[usize]| column.iter().map(|table| sizes[*table].width()).max();
    let (left_width, right_width) = (widest(&left)?, widest(&right)?);
    let (lanes, count) = lanes(&routes, &ys);
    let gutter = 2 * count + 3;
    if left_width + gutter + right_width > width {
        return None;
    }
    let boxes: Vec<PlacedBox> = sizes
        .iter()
        .enumerate()
        .map(|(table, size)| {
            let is_left = left.contains(&table);
            let x = if is_left { 0 } else { left_width + gutter };
            let width = if is_left { left_width } else { right_width };
            placed(*size, x, ys[table], width)
        })
        .collect();
    let lane = |lane: usize| left_width + 2 + 2 * lane;
    let border = |table: usize| match boxes[table] {
        PlacedBox { x: 0, width, .. } => width - 1,
        PlacedBox { x, .. } => x,
    };
    let lanes: Vec<usize> = lanes.into_iter().map(lane).collect();
    Some(finish(connectors(&routes, &lanes, border, &ys), boxes))
}

/// One column, with the connectors to its right. If need be, boxes are made narrower, and
/// connectors are left out.
pub(super) fn in_one_column(diagram: &Diagram, sizes: &[Size], width: usize) -> Layout {
    let mut routes = routes(diagram);
    let mut ys = Vec::with_capacity(sizes.len());
    let mut y = 0;
    for size in sizes {
        ys.push(y);
        y += size.height + 1;
    }
    let (mut lanes, mut count) = lanes(&routes, &ys);
    while 2 * count + 2 + NARROWEST > width && !routes.is_empty() {
        routes.pop();
        (lanes, count) = self::lanes(&routes, &ys);
    }
    let gutter = if count == 0 { 0 } else { 2 * count + 2 };
    let widest = sizes.iter().map(|size| size.width()).max().unwrap_or(0);
    let box_width = widest.min(width.saturating_sub(gutter)).max(NARROWEST);
    let boxes: Vec<PlacedBox> = sizes
        .iter()
        .zip(&ys)
        .map(|(size, y)| placed(size.narrowed(box_width), 0, *y, box_width))
        .collect();
    let lane = |lane: usize| box_width + 2 + 2 * lane;
    let border = |_| box_width - 1;
    let lanes: Vec<usize> = lanes.into_iter().map(lane).collect();
    finish(connectors(&routes, &lanes, border, &ys), boxes)
}

fn placed(size: Size, x: usize, y: usize, width: usize) -> PlacedBox {
    PlacedBox {
        x,
        y,
        width,
        height: size.height,
        name_width: size.name,
        kind_width: size.kind,
    }
}

fn finish(connectors: Vec<Connector>, boxes: Vec<PlacedBox>) -> Layout {
    let right = boxes.iter().map(|placed| placed.x + placed.width);
    let gutter = connectors.iter().map(|line| line.lane + 1);
    Layout {
        width: right.chain(gutter).max().unwrap_or(0),
        height: boxes.iter().map(|p| p.y + p.height).max().unwrap_or(0),
        boxes,
        connectors,
    }
}

/// The line of a port of a box that begins at `y`.
fn port_y(y: usize, row: Option<usize>) -> usize {
    y + row.map_or(0, |row| row + 1)
}

/// What is drawn: only the first foreign key of each column, and all that lead to the same
/// column as one connector.
fn routes(diagram: &Diagram) -> Vec<Route> {
    let row = |table: usize, column: Option<&String>| {
        let rows = &diagram.boxes[table].rows;
        rows.iter().position(|row| Some(&row.name) == column)
    };
    let mut from: Vec<(&Edge, Port)> = Vec::new();
    for edge in &diagram.edges {
        let port = (edge.from, row(edge.from, edge.from_columns.first()));
        if port.1.is_some() && !from.iter().any(|(_, other)| *other == port) {
            from.push((edge, port));
        }
    }
    let mut routes: BTreeMap<Port, Vec<Port>> = BTreeMap::new();
    for (edge, port) in &from {
        let to = (edge.to, row(edge.to, edge.to_columns.first()));
        // A column that refers itself is referred to by its table's name.
        let is_from = from.iter().any(|(_, other)| *other == to);
        let to = if is_from { (edge.to, None) } else { to };
        routes.entry(to).or_default().push(*port);
    }
    let routes = routes.into_iter();
    routes.map(|(to, from)| Route { to, from }).collect()
}

fn ports_of(routes: &[Route], table: usize) -> impl Iterator<Item = Option<usize>> {
    let ports = routes
        .iter()
        .flat_map(|route| route.from.iter().chain([&route.to]));
    ports.filter(move |port| port.0 == table).map(|port| port.1)
}

/// The lane of each connector, and how many lanes there are. Connectors that do not pass
/// each other share one.
fn lanes(routes: &[Route], ys: &[usize]) -> (Vec<usize>, usize) {
    let span = |route: &Route| {
        let ports = route.from.iter().chain([&route.to]);
        let ys = ports.map(|(table, row)| port_y(ys[*table], *row));
        (ys.clone().min().unwrap_or(0), ys.max().unwrap_or(0))
    };
    let mut order: Vec<usize> = (0..routes.len()).collect();
    // Short ones near the boxes: fewer lines cross.
    order.sort_by_key(|route| {
        let (first, last) = span(&routes[*route]);
        (last - first, first)
    });
    let mut lanes: Vec<Vec<(usize, usize)>> = Vec::new();
    let mut chosen = vec![0; routes.len()];
    for route in order {
        let own = span(&routes[route]);
        let is_free = |lane: &Vec<(usize, usize)>| {
            let mut others = lane.iter();
            others.all(|(first, last)| own.1 < *first || own.0 > *last)
        };
        let lane = lanes.iter().position(is_free).unwrap_or_else(|| {
            lanes.push(Vec::new());
            lanes.len() - 1
        });
        lanes[lane].push(own);
        chosen[route] = lane;
    }
    (chosen, lanes.len())
}

/// The connectors, each in the column of its lane. `border` says in which column the
/// border of a box is.
fn connectors(
    routes: &[Route],
    lanes: &[usize],
    border: impl Fn(usize) -> usize,
    ys: &[usize],
) -> Vec<Connector> {
    let end = |(table, row): Port, head| ConnectorEnd {
        table,
        y: port_y(ys[table], row),
        border: border(table),
        head,
    };
    let connector = |(route, lane): (&Route, &usize)| Connector {
        lane: *lane,
        ends: [end(route.to, true)]
            .into_iter()
            .chain(route.from.iter().map(|port| end(*port, false)))
            .collect(),
    };
    routes.iter().zip(lanes).map(connector).collect()
}
