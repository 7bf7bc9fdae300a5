//! Independent parts of a basket: candidates that share no group, no threshold and no stacking group.
//!
//! What must hold: what candidates of one part do changes nothing that those of another look at.

use crate::price::candidate::Candidate;
use crate::price::promo::Stage;
use crate::price::request::Conditions;
use crate::price::work::Scene;

/// Candidates that depend on each other, and all groups they look at.
pub(super) struct Part {
    /// Places of the candidates, in their order.
    pub candidates: Vec<usize>,
    pub groups: Vec<usize>,
}

/// The parts, the smallest first; everything together if `whole` or if the cashier gives something on all of it.
/// Only candidates that `plays` lets in.
pub(super) fn parts(
    scene: &Scene<'_>,
    candidates: &[Candidate<'_>],
    whole: bool,
    plays: &dyn Fn(usize) -> bool,
) -> Vec<Part> {
    let everything = whole || !scene.basket.allowances.is_empty();
    let count = scene.groups.len();
    let mut roots: Vec<usize> = (0..count.saturating_add(candidates.len())).collect();
    if everything {
        // Also groups that no candidate looks at: what is given on all of it lies on them too.
        (1..count).for_each(|group| join(&mut roots, group, 0));
    }
    let playing = |place: usize, candidate: &Candidate<'_>| {
        candidate.never.is_none() && candidate.stage != Stage::Earn && plays(place)
    };
    let node = |place: usize| count.saturating_add(place);
    for (place, candidate) in candidates.iter().enumerate().filter(|(place, candidate)| playing(*place, candidate)) {
        for group in looked_at(scene, candidate) {
            join(&mut roots, node(place), group);
        }
        let stacked = candidate.offer.stacking_group.as_ref();
        let same = |other: &Candidate<'_>| {
            other.place == candidate.place || stacked.is_some() && other.offer.stacking_group.as_ref() == stacked
        };
        let former = candidates.iter().take(place).enumerate();
        if let Some((other, _)) = former.into_iter().find(|(at, other)| playing(*at, other) && same(other)) {
            join(&mut roots, node(place), node(other));
        }
        if everything {
            join(&mut roots, node(place), 0);
        }
    }
    let mut parts: Vec<(usize, Part)> = Vec::new();
    for (place, _) in candidates.iter().enumerate().filter(|(place, candidate)| playing(*place, candidate)) {
        let own = root(&mut roots, node(place));
        match parts.iter_mut().find(|(known, _)| *known == own) {
            Some((_, part)) => part.candidates.push(place),
            None => parts.push((own, Part { candidates: vec![place], groups: Vec::new() })),
        }
    }
    for group in 0..count {
        let own = root(&mut roots, group);
        if let Some((_, part)) = parts.iter_mut().find(|(known, _)| *known == own) {
            part.groups.push(group);
        }
    }
    crate::map::sort(&mut parts, &|a, b| a.1.candidates.len().cmp(&b.1.candidates.len()));
    parts.into_iter().map(|(_, part)| part).collect()
}

/// The groups a candidate lowers, or whose value or quantity it asks for.
fn looked_at(scene: &Scene<'_>, candidate: &Candidate<'_>) -> Vec<usize> {
    let mut groups = candidate.groups.clone();
    if candidate.by_value {
        conditions(scene, &candidate.offer.when, &mut groups);
    }
    groups
}

fn conditions(scene: &Scene<'_>, when: &Conditions, groups: &mut Vec<usize>) {
    if when.min_basket.is_some() {
        groups.extend(0..scene.groups.len());
    }
    if let Some(select) = &when.select {
        groups.extend(scene.find(select));
    }
    for below in when.all.iter().chain(&when.any).chain(&when.not) {
        conditions(scene, below, groups);
    }
}

fn root(roots: &mut [usize], mut at: usize) -> usize {
    while let Some(up) = roots.get(at).copied().filter(|up| *up != at) {
        let above = roots.get(up).copied().unwrap_or(up);
        if let Some(slot) = roots.get_mut(at) {
            *slot = above;
        }
        at = above;
    }
    at
}

fn join(roots: &mut [usize], a: usize, b: usize) {
    let (a, b) = (root(roots, a), root(roots, b));
    if let Some(slot) = roots.get_mut(a.max(b)) {
        *slot = a.min(b);
    }
}
