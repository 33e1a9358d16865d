//! `export postgres` over TLS: a real PostgreSQL with a certificate of our own authority, and with ones that do not count.

use std::path::Path;
use std::process::Command;

use crate::common::{Output, Place};
use crate::postgres_server::{PASSWORD, Server};

/// Runs openssl in a directory.
fn openssl(dir: &Path, words: &[&str]) {
    let output = Command::new("openssl")
        .args(words)
        .current_dir(dir)
        .output();
    let output = output.unwrap_or_else(|error| {
        panic!("openssl does not run ({error}): ./scripts/test installs it")
    });
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{words:?}: {said}");
}

/// An authority in `NAME.pem`.
fn authority(dir: &Path, name: &str) {
    let (key, pem) = (format!("{name}.key"), format!("{name}.pem"));
    let subject = format!("/CN={name}");
    let words = [
        "req",
        "-x509",
        "-newkey",
        "ec",
        "-pkeyopt",
        "ec_paramgen_curve:prime256v1",
        "-nodes",
        "-days",
        "2",
    ];
    let of = ["-subj", &subject, "-keyout", &key, "-out", &pem];
    openssl(dir, &[&words[..], &of].concat());
}

/// A certificate for `localhost`, and its key.
fn certificate(dir: &Path, authority: &str) -> (String, String) {
    let (ca, key) = (format!("{authority}.pem"), format!("{authority}.key"));
    let request = [
        "req",
        "-newkey",
        "ec",
        "-pkeyopt",
        "ec_paramgen_curve:prime256v1",
        "-nodes",
    ];
    let of = [
        "-subj",
        "/CN=localhost",
        "-keyout",
        "server.key",
        "-out",
        "server.csr",
    ];
    openssl(dir, &[&request[..], &of].concat());
    std::fs::write(
        dir.join("server.ext"),
        "subjectAltName=DNS:localhost\nextendedKeyUsage=serverAuth\n",
    )
    .unwrap();
    let sign = [
        "x509",
        "-req",
        "-in",
        "server.csr",
        "-days",
        "1",
        "-CAcreateserial",
        "-extfile",
        "server.ext",
    ];
    openssl(
        dir,
        &[
            &sign[..],
            &["-CA", &ca, "-CAkey", &key, "-out", "server.pem"],
        ]
        .concat(),
    );
    let text = |name: &str| std::fs::read_to_string(dir.join(name)).unwrap();
    (text("server.pem"), text("server.key"))
}

#[test]
fn a_database_is_reached_over_tls_and_only_with_a_certificate_that_counts() {
    let mut place = Place::synced();
    let home = place.env.home().to_owned();
    authority(&home, "ours");
    authority(&home, "theirs");
    let (pem, key) = certificate(&home, "ours");
    // Nobody takes the port in between: the system hands it out once.
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let number = port.local_addr().unwrap().port();
    drop(port);
    let Some(server) = Server::start_encrypted(number, &pem, &key) else {
        return;
    };
    place.env.var("PGPASSWORD", PASSWORD);
    let export = |host: &str, options: &str| -> Output {
        let url = format!("postgresql://ann@{host}:{number}/postgres?{options}");
        let mut output = place.run(&["export", "postgres", &url, "--schema", "acme"]);
        output.stderr = output.stderr.replace(&number.to_string(), "[DB]");
        output.stdout = output.stdout.replace(&number.to_string(), "[DB]");
        output
    };
    let tables = || server.sql("SELECT count(*) FROM pg_tables WHERE schemaname = 'acme'");
    // An authority that nobody trusts, a wrong one, another name, a file that is none: nothing is sent.
    for (host, options, why) in [
        ("localhost", "sslmode=require", "UnknownIssuer"),
        ("localhost", "sslmode=verify-full", "UnknownIssuer"),
        (
            "localhost",
            "sslmode=verify-full&sslrootcert=theirs.pem",
            "UnknownIssuer",
        ),
        (
            "127.0.0.1",
            "sslmode=verify-full&sslrootcert=ours.pem",
            "not valid for name",
        ),
        (
            "127.0.0.1",
            "sslmode=verify-ca&sslrootcert=ours.pem",
            "not valid for name",
        ),
        (
            "localhost",
            "sslmode=verify-full&sslrootcert=ours.key",
            "no certificate",
        ),
        (
            "localhost",
            "sslmode=verify-full&sslrootcert=nowhere.pem",
            "nowhere.pem",
        ),
    ] {
        let refused = export(host, options);
        assert!(refused.stderr.contains(why), "{options}: {refused}");
        assert!(!refused.to_string().contains(PASSWORD), "{refused}");
        assert_eq!(refused.code, 1, "{options}: {refused}");
    }
    assert_eq!(tables(), "0");
    assert!(!server.said().contains("SSL enabled"), "{}", server.said());
    for mode in ["require", "verify-ca", "verify-full"] {
        let done = export("localhost", &format!("sslmode={mode}&sslrootcert=ours.pem"));
        assert_eq!(done.code, 0, "{mode}: {done}");
    }
    assert_ne!(tables(), "0");
    assert!(
        server.said().contains("SSL enabled (protocol=TLSv1.3"),
        "{}",
        server.said()
    );
    // A server that does not encrypt gets nothing, the password least of all.
    server.sql("ALTER SYSTEM SET ssl = off");
    server.sql("SELECT pg_reload_conf()");
    // It takes the new settings soon.
    let is_off = (0..1_000).any(|_| server.sql("SHOW ssl") == "off");
    assert!(is_off, "{}", server.said());
    let plain = export("localhost", "sslmode=require&sslrootcert=ours.pem");
    assert!(plain.stderr.contains("TLS"), "{plain}");
    plain.expect(1);
}
