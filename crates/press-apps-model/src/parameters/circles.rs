//! Which definitions depend on each other in a circle, and in which order the others can be judged.
//!
//! Circles are the strongly connected components of the conditions (Tarjan's algorithm, without recursion): of every circle all members
//! are known, also where several share some. Nothing here knows what a definition is.

/// What was found about nodes and the nodes each depends on.
pub(super) struct Circles {
    /// Every node, each after those that it depends on, circles apart.
    pub(super) order: Vec<usize>,
    /// The members of each circle, the first of the definitions first, and the circles likewise.
    pub(super) circles: Vec<Vec<usize>>,
}

pub(super) fn find(edges: &[Vec<usize>]) -> Circles {
    const NEW: usize = usize::MAX;
    let mut found = Circles { order: Vec::new(), circles: Vec::new() };
    let (mut index, mut low) = (vec![NEW; edges.len()], vec![NEW; edges.len()]);
    let mut is_open = vec![false; edges.len()];
    let (mut open, mut count) = (Vec::new(), 0);
    for start in 0..edges.len() {
        let mut path = Vec::new();
        if index[start] == NEW {
            path.push((start, 0));
        }
        while let Some((node, next)) = path.last_mut() {
            let node = *node;
            if index[node] == NEW {
                (index[node], low[node]) = (count, count);
                count += 1;
                open.push(node);
                is_open[node] = true;
            }
            if let Some(target) = edges[node].get(*next).copied() {
                *next += 1;
                if index[target] == NEW {
                    path.push((target, 0));
                } else if is_open[target] {
                    low[node] = low[node].min(index[target]);
                }
                continue;
            }
            path.pop();
            if let Some((parent, _)) = path.last() {
                low[*parent] = low[*parent].min(low[node]);
            }
            found.order.push(node);
            if low[node] != index[node] {
                continue;
            }
            let begin = open.iter().rposition(|open| *open == node).unwrap_or_default();
            let mut members: Vec<usize> = open.drain(begin..).collect();
            members.iter().for_each(|member| is_open[*member] = false);
            if members.len() > 1 || edges[node].contains(&node) {
                members.sort_unstable();
                found.circles.push(members);
            }
        }
    }
    found.circles.sort_unstable();
    found
}

/// The shortest way from the first member of a circle back to it, the first itself at its beginning alone.
pub(super) fn shortest(edges: &[Vec<usize>], members: &[usize]) -> Vec<usize> {
    let Some(&first) = members.first() else {
        return Vec::new();
    };
    let mut from = std::collections::BTreeMap::new();
    let mut todo = std::collections::VecDeque::from([first]);
    while let Some(node) = todo.pop_front() {
        for &target in &edges[node] {
            if target == first {
                let mut way = vec![node];
                while let Some(before) = way.last().and_then(|node| from.get(node)) {
                    way.push(*before);
                }
                way.reverse();
                return way;
            }
            if members.binary_search(&target).is_ok() && !from.contains_key(&target) {
                from.insert(target, node);
                todo.push_back(target);
            }
        }
    }
    members.to_vec()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn circles(edges: &[&[usize]]) -> Vec<Vec<usize>> {
        find(&edges.iter().map(|edges| edges.to_vec()).collect::<Vec<_>>()).circles
    }

    #[test]
    fn circles_that_share_members_are_one() {
        assert_eq!(circles(&[&[1], &[0, 2], &[1]]), [[0, 1, 2]]);
        assert_eq!(circles(&[&[1], &[2], &[0], &[0]]), [[0, 1, 2]]);
        assert_eq!(circles(&[&[1], &[], &[2], &[4], &[3]]), [vec![2], vec![3, 4]]);
        assert_eq!(circles(&[&[1, 2], &[2], &[]]), Vec::<Vec<usize>>::new());
    }

    #[test]
    fn members_and_circles_are_told_in_the_order_of_the_definitions() {
        assert_eq!(circles(&[&[2], &[0], &[1]]), [[0, 1, 2]]);
        assert_eq!(circles(&[&[0, 1], &[1]]), [[0], [1]]);
        assert_eq!(circles(&[&[3], &[2], &[1], &[0, 1]]), [[0, 3], [1, 2]]);
    }

    #[test]
    fn each_comes_after_what_it_depends_on() {
        let edges = [vec![1, 2], vec![2], vec![], vec![0]];
        assert_eq!(find(&edges).order, [2, 1, 0, 3]);
    }

    #[test]
    fn the_shortest_way_round_is_told() {
        let edges = [vec![1, 2], vec![2], vec![3], vec![0, 1]];
        assert_eq!(shortest(&edges, &[0, 1, 2, 3]), [0, 2, 3]);
        assert_eq!(shortest(&[vec![0]], &[0]), [0]);
        assert_eq!(shortest(&[vec![1], vec![2], vec![0]], &[0, 1, 2]), [0, 1, 2]);
        assert_eq!(shortest(&[vec![1, 2], vec![0], vec![3], vec![0]], &[0, 1, 2, 3]), [0, 1]);
        assert_eq!(shortest(&[], &[]), [0; 0]);
    }
}
