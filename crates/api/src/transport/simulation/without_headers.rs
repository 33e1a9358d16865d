//! How much of the share is used where a server sends no limits.

use super::{BUCKET, Kind, Says, Server, WINDOW, median, run};

/// Of what servers without headers allow, how much of our share is used once the limit was found, and how many of the
/// requests are refused.
fn steady(kind: Kind, says: Says, share: f64, seed: u64, rtt: f64) -> (f64, f64) {
    let mut server = Server::new(kind, says, 0.0, seed as f64 * 7.7);
    let (per_second, period) = match kind {
        Kind::Fixed { limit, window } => (limit as f64 / window, window),
        Kind::Bucket { rate, .. } => (rate, 20.0),
    };
    let (from, to) = (8.0 * period, 16.0 * period);
    let requests = (per_second * (share * to + 8.0 * period)) as u32;
    let outcome = run(&mut server, requests, 32, rtt, share, seed);
    // Whole windows of the server.
    let phase = match kind {
        Kind::Fixed { window, .. } => server.phase.rem_euclid(window),
        Kind::Bucket { .. } => 0.0,
    };
    let (from, to) = (from - phase, to - phase);
    assert!(outcome.time > to, "{} s of {to}", outcome.time);
    let within = |at: &&f64| (from..to).contains(*at);
    let used = server.allowed.iter().filter(within).count() as f64;
    // Never a stall: the next window is used as soon as it begins.
    let steady: Vec<f64> = server
        .allowed
        .iter()
        .copied()
        .filter(|at| *at > from)
        .collect();
    let gaps = steady.windows(2).map(|pair| pair[1] - pair[0]);
    let longest = gaps.fold(0.0, f64::max);
    assert!(longest < 1.25 * period, "{kind:?} {says:?}: {longest} s");
    let refused = f64::from(outcome.refused) / f64::from(requests);
    (used / (per_second * (to - from) * share), refused)
}

#[test]
fn without_headers_the_share_is_found_and_kept() {
    let window = |limit, window| Kind::Fixed { limit, window };
    let kinds = [
        (WINDOW, 0.15),
        // So large that it takes most of the window to use it up.
        (window(3_000, 60.0), 0.45),
        (window(4_000, 60.0), 0.45),
        (window(300, 10.0), 0.15),
        // A length that no server would choose.
        (window(400, 47.0), 0.15),
        (window(2_000, 600.0), 0.15),
        (BUCKET, 0.15),
        (
            Kind::Bucket {
                burst: 10.0,
                rate: 40.0,
            },
            0.15,
        ),
    ];
    let mut wrong = Vec::new();
    for (kind, rtt) in kinds {
        for says in [Says::RetryAfter, Says::Nothing] {
            for share in [0.5, 0.8, 1.0] {
                let all = (0..3).map(|seed| steady(kind, says, share, seed, rtt));
                let (used, refused): (Vec<f64>, Vec<f64>) = all.unzip();
                let least = used.iter().copied().fold(f64::INFINITY, f64::min);
                let most = used.iter().copied().fold(0.0, f64::max);
                let (used, refused) = (median(used), median(refused));
                println!(
                    "{kind:?} {says:?}, share {share}: {:.1} % of it used ({:.1} to {:.1}), {:.2} % refused",
                    used * 100.0,
                    least * 100.0,
                    most * 100.0,
                    refused * 100.0
                );
                if used < 0.93 || least < 0.9 || used > 1.1 {
                    wrong.push(format!("{kind:?} {says:?} {share}"));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}
