// SPDX-License-Identifier: Apache-2.0
using Slipway.TestKit;

namespace Slipway.Fleet.Tests.Compose;

/// <summary>What <c>up</c> reads in Compose files, beside what Debian's Compose reads in the same ones.</summary>
public sealed class ComposePeerTests : IDisposable
{
    // Files by name; those that begin with "compose" are merged in their order.
    private static readonly Dictionary<string, (string Name, string Text)[]> Cases = new()
    {
        ["a system as guides have it"] = [("compose.yaml", """
            version: '3.8'
            x-base: &base { image: app:1, environment: &env { A: 1, B: 2 }, ports: ["80:80"] }
            services:
              redis:
                image: redis:7-alpine
                ports: ["6379:6379"]
                healthcheck: { test: redis-cli ping, interval: 1m30s, timeout: 100ms, retries: 3, start_period: 5s }
                volumes: [data:/data]
              api:
                <<: *base
                environment: { <<: *env, REDIS: "redis://redis:6379", B: 3 }
                links: [log, redis]
                depends_on:
                  redis: { condition: service_healthy, restart: true }
                  seed: { condition: service_completed_successfully, required: false }
              seed: { <<: [*base, { image: other, command: run "all of it" }], depends_on: [log] }
              near: { image: a, network_mode: "service:log", volumes_from: ["seed:ro"] }
              log: { image: log, entrypoint: /bin/log --all, labels: [one=1, two], healthcheck: { disable: true } }
            volumes: { data: }
            """)],
        ["values of YAML's types"] = [("compose.yaml", """
            services:
              a:
                image: a
                environment: { I: 010, J: 08, H: 0x1F, F: 1.50, E: 1e3, T: True, L: FALSE, Y: yes, U: 1_000, B: 0b11, O: 0o17, N: ~, EMPTY: "", NEG: -5, BIG: 12345678901234567890123, Q: "010", V: 1.2.3, S: a_b }
                labels: { yes: True, n: 1.10 }
            """)],
        ["variables in all their forms"] = [("compose.yaml", """
            services:
              a:
                image: a
                environment:
                  B: ${X:-a${Y:-b}c}
                  C: ${SET:+yes}${X:+no}
                  D: ${NOTHING:-empty}|${NOTHING-unset}
                  F: ${X:-{"k":1}}
                  G: $SET.x $$SET $${SET} ${X-}
                  L: "${SET:+a${Y:-b}}"
                  M: ${X:-a:-b}${X:-$SET}
                  P: costs 5$, $1, $(date) and $?
            """)],
        ["variables in lists"] = [("compose.yaml", """
            services:
              a:
                image: a
                environment: ["${SET}_NAME=v", "A=${X:-p=q}", "${X:-L=M}", HOST, UNSET, DUP=1, DUP=2, "SP ACE=1", EMPTY=, "P=$$5"]
                labels: ["${SET}", "b=${X:-c}"]
            """)],
        ["files of variables"] = [
            ("one.env", "\uFEFFBOM=1\nA=1\nexport B=2\nC = 3\nD: 4\n  E=5\nF=\"x\ny\"\nG='p\nq'\nH=a # c\nI=\"a\"#c\nJ=$A-${A}\nK=${NOPE:-d}\nL=\nM=\"a\\nb\\$c\"\nHOST\nUNSET\nN=a#b\nO=${A:+yes}\nP=\"\\t\\\"\"\nQ=x  \nR=$$b\nS='it\\'s \\n'\nT='$A'\nexport\n# no\nU=$(x) `y`\n1X=2\nY-Z=3\nÜ=4\nV=it's\nSET=file\nW=$SET\n"),
            ("two.env", "Z=${A}\r\nA=over\r\nCR=1\r\nZSET=$SET\r\n"),
            (".env", "FROM_FILE=beside\nSET=not this\n"),
            ("compose.yaml", "services: { a: { image: a, env_file: [one.env, { path: none.env, required: false }, two.env], environment: { B: over, X: '${FROM_FILE}', Y: '${SET}' } } }"),
        ],
        ["what is taken away or replaced by another file"] = [
            ("compose.1.yaml", "services: { a: { image: a, ports: ['80:80'], environment: { A: 1, B: 2 }, command: [a, b], labels: [l=1], volumes: ['./a:/a'], depends_on: [b, c] }, b: { image: b }, c: { image: c } }"),
            ("compose.2.yaml", """
            services:
              a: { ports: !override ["81:81"], environment: { A: !reset null, C: 3 }, command: !reset [], labels: !reset {}, volumes: !override ["./b:/b"], depends_on: !override { c: { condition: service_started } } }
              b: !reset null
              d: { image: d, environment: !override { D: 1 }, labels: !reset [a=b] }
            """),
        ],
        ["services that extend others"] = [
            ("base.env", "E=1\n"),
            ("common.yaml", """
            services:
              first: { image: first, environment: [A=1, B=1], volumes: ["./first:/v"], healthcheck: { test: [CMD, x], interval: 1s }, env_file: base.env }
              second: { extends: first, command: [two], environment: { B: 2, C: 2 }, ports: ["80:80"], labels: [l=2] }
            """),
            ("compose.1.yaml", """
            services:
              web: { extends: { file: ./common.yaml, service: second }, image: web, environment: ["C=${SET}"], volumes: ["./web:/v", "./more:/m"], ports: ["81:81"], depends_on: { db: { condition: service_started } } }
              again: { extends: { service: web }, command: again, depends_on: [more], labels: { l: 3 } }
              db: { image: db, healthcheck: { test: pong } }
              more: { extends: db, healthcheck: { retries: 3 } }
            """),
            ("compose.2.yaml", "services: { again: { extends: other, image: over }, other: { image: other, command: other, working_dir: /o, environment: { Z: 1 } } }"),
        ],
        ["ports"] = [("compose.yaml", """
            services:
              a:
                image: a
                ports: ["8000-8002:80-82", "90-91", "127.0.0.1:9000-9001:80-81/udp", "[::1]:80:80", "0:83", ":84", "127.0.0.1::85", 8080:86, "81:80", "80:81", { target: "87", published: 8000 }, { target: 88, host_ip: "::1", published: "8080" }, { target: 89 }]
            """)],
        ["mounts"] = [("compose.yaml", """
            services:
              a:
                image: a
                volumes:
                  - ./x:/x
                  - ../y:/y:ro
                  - ~/z:/z
                  - .:/dot
                  - data:/d
                  - named:/d2:ro,nocopy
                  - out:/out
                  - /anon
                  - ./trail/:/trail/
                  - ./c:/c:delegated
                  - { type: bind, source: b, target: /b, read_only: true }
                  - { type: volume, source: data, target: /nov, volume: { nocopy: true } }
                  - { type: volume, target: /nameless }
                  - { type: tmpfs, target: /t, tmpfs: { size: 64m, mode: 0755 } }
            volumes: { data: , named: { name: mine }, out: { external: true, name: theirs } }
            """)],
        ["a file laid over another"] = [
            ("1.env", "E=1\nF=1\n"), ("2.env", "E=2\n"),
            ("compose.1.yaml", """
            services:
              test: { image: a, command: [one, two], entrypoint: [run], environment: ["${SET}=1", "B=${NOPE:-x=y}", C=1], env_file: 1.env, labels: [l=1], depends_on: [db], ports: ["80:80", "81:81"], volumes: ["${X:-./a}:/v", "./w:/w"], healthcheck: { test: [CMD, x], interval: 1s } }
              db: { image: db }
            """),
            ("compose.2.yaml", """
            services:
              test: { image: b, command: three, environment: { C: 2, D: 3 }, env_file: [2.env], labels: { l: 2 }, depends_on: { db: { condition: service_healthy } }, ports: ["80:80", "82:82"], volumes: ["./b:/v"], healthcheck: { test: [CMD, 'y'], retries: 2 } }
              db:
              more: { image: c }
            """),
            ("compose.3.yaml", "services: { test: { environment: , ports: }, command: { image: d } }"),
        ],
    };

    private readonly ComposeText _text = new();

    public static TheoryData<string> Names => [.. Cases.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_file_is_read_as_Compose_reads_it(string name)
    {
        var variables = new Dictionary<string, string> { ["SET"] = "set", ["NOTHING"] = "", ["HOST"] = "here", ["HOME"] = "/root" };
        foreach (var (file, text) in Cases[name])
            _text.Write(file, text);
        var files = Cases[name].Where(static file => file.Name.StartsWith("compose", StringComparison.Ordinal)).ToList();
        // A mount of the folder itself tells which it was.
        _text.Write("folder.yaml", "services: { zz: { image: a, volumes: ['./:/folder'] } }");

        var (code, output, error) = await TrixieCompose.RunAsync(
            _text.Folder, ["-p", "shop", .. files.SelectMany(static file => (string[])["-f", file.Name]), "-f", "folder.yaml", "config", "--format", "json"], variables, TestContext.Current.CancellationToken);

        code.ShouldBe(0, error);
        foreach (var (key, value) in variables)
            _text.Variables[key] = value;
        var ours = ComposeFacts.Of(_text.Project([.. files.Select(static file => file.Text)]));
        string.Join('\n', ours.Select(line => line.Replace(_text.Folder, "{folder}", StringComparison.Ordinal).Replace(Path.GetDirectoryName(_text.Folder)!, "{above}", StringComparison.Ordinal)))
            .ShouldBe(string.Join('\n', ComposeFacts.OfPeer(output)));
    }

    [Theory]
    [InlineData("services: { a: { image: a, depends_on: { x: { condition: service_started, required: false }, y: { condition: service_started } } } }")]
    [InlineData("services: { a: { image: a, depends_on: { x: { condition: service_started, required: false } }, volumes_from: [x] } }")]
    [InlineData("services: { a: { image: a, depends_on: [b] }, b: { image: a, depends_on: [c] }, c: { image: a, depends_on: [b] } }")]
    [InlineData("services: { a: , b: { image: b } }")]
    [InlineData("services: { a: { extends: b }, b: { extends: a } }")]
    [InlineData("services: { a: { extends: b, image: a } }")]
    [InlineData("services: { a: { extends: { service: b, file: none.yaml }, image: a } }")]
    [InlineData("services: { a: { image: a, cpus: NaN } }")]
    [InlineData("services: { a: { image: a, environment: [{ A: 1 }] } }")]
    [InlineData("services: { a: { image: a, environment: { A: '${X?must}' } } }")]
    [InlineData("services: { a: { image: a, environment: { A: '${1}' } } }")]
    [InlineData("services: { a: { image: a, environment: { A: '${X' } } }")]
    [InlineData("services: { a: { image: a, env_file: x.env } }", "FOO BAR=1\n")]
    [InlineData("services: { a: { image: a, env_file: x.env } }", "A='unclosed\n")]
    [InlineData("services: { a: { image: a, env_file: x.env } }", "A=\"unclosed\nB=1\n")]
    [InlineData("services: { a: { image: a, env_file: x.env } }", "{\"a\":1}\n")]
    [InlineData("services: { a: { image: a, env_file: x.env } }", "A=${X?must}\n")]
    [InlineData("services: { a: { image: a, label_file: x.env } }", "A B\n")]
    [InlineData("services: { a: { image: a, env_file: none } }")]
    [InlineData("services: { a: { image: a } }", "A='unclosed", ".env")]
    public async Task What_Compose_refuses_is_refused(string text, string variables = "A=1\n", string file = "x.env")
    {
        _text.Write("compose.yaml", text);
        _text.Write(file, variables);

        var (code, _, error) = await TrixieCompose.RunAsync(_text.Folder, ["config", "--quiet"], new Dictionary<string, string>(), TestContext.Current.CancellationToken);

        // Compose 2.26 knows no files of labels.
        (code != 0 || text.Contains("label_file", StringComparison.Ordinal)).ShouldBeTrue(error);
        _text.Problem(text).ShouldNotBeEmpty();
    }

    public void Dispose() => _text.Dispose();
}
