// SPDX-License-Identifier: Apache-2.0
using Slipway.Native;
using Slipway.Oci;
using Slipway.Oci.Layers;
using static Slipway.Check.Tests.TestImage;

namespace Slipway.Check.Tests;

/// <summary>Each word of claims: proven, false with how far off it is, and unprovable where that can be.</summary>
public sealed class ClaimWordTests
{
    private const long Second = 1_000_000_000;

    private static readonly IReadOnlyList<LayerEntry>[] Layers =
    [
        [
            File("etc/passwd", "root:x:0:0::/root:/bin/sh\napp:x:1000:1000::/app:/x\n"), File("etc/group", "root:x:0:\napp:x:1000:\n"),
            File("var/lib/dpkg/status", DpkgStanza("libc6", "2.36") + DpkgStanza("nodejs", "18.19.0")),
            File("etc/motd", "welcome\nto all\n"), Folder("usr/bin"), Program("usr/bin/node"), Link("bin", "usr/bin"), Link("etc/issue", "motd"),
        ],
        [Owned("app/a.js", 0x1A4, 1000, 1000), Owned("app/b.js", 0x1FF, 1000, 0), Owned("app/data/c", 0x180, 7, 7), File("etc/large", new byte[(16 << 20) + 1])],
        [File("etc/motd", "second\n"), NpmPackage("app/node_modules/ioredis", "ioredis", "5.4.1"), NpmPackage("x/node_modules/odd", "odd", "main")],
    ];

    private static readonly ContainerConfig Config = new()
    {
        Labels = new Dictionary<string, string> { ["kind"] = "gateway of messages" },
        Env = ["PATH=/usr/bin", "MODE=prod"],
        ExposedPorts = ["8000/tcp"],
        Volumes = ["/data/", "/cache"],
        StopSignal = "SIGINT",
        Healthcheck = new() { Test = ["CMD-SHELL", "wget -q localhost"], Interval = 10 * Second, Retries = 5 },
        Cmd = ["node"],
    };

    public static TheoryData<Claim, ProofOutcome, string, string?> Claims => new()
    {
        { new EnvironmentClaim(CheckFixture.Place, "DEBUG", EntryTest.Absent), ProofOutcome.Proven, "there is no variable 'DEBUG'", null },
        { new EnvironmentClaim(CheckFixture.Place, "MODE", EntryTest.Absent), ProofOutcome.False, "variable 'MODE' is 'prod'", null },
        { new EnvironmentClaim(CheckFixture.Place, "MODE", EntryTest.Present), ProofOutcome.Proven, "variable 'MODE' is 'prod'", null },
        { new EnvironmentClaim(CheckFixture.Place, "MODES", EntryTest.Present), ProofOutcome.False, "there is no variable 'MODES'", "there is 'MODE'" },
        { Label(TextMatch.Contains, "way of"), ProofOutcome.Proven, "label 'kind' is 'gateway of messages'", null },
        { Label(TextMatch.Lacks, "way of"), ProofOutcome.False, "label 'kind' is 'gateway of messages'", null },
        { Label(TextMatch.Matches, "^gate.*s$"), ProofOutcome.Proven, "label 'kind' is 'gateway of messages'", null },
        { Label(TextMatch.Matches, "^way"), ProofOutcome.False, "label 'kind' is 'gateway of messages'", null },
        { Label(TextMatch.Equals, "gateway of messages, queued"), ProofOutcome.False, "label 'kind' is 'gateway of messages'", "they part at line 1, column 20" },
        { new PortClaim(CheckFixture.Place, "22/tcp", Presence.Absent), ProofOutcome.Proven, "exposed is 8000/tcp", null },
        { new PortClaim(CheckFixture.Place, "8000/tcp", Presence.Absent), ProofOutcome.False, "exposed is 8000/tcp", null },
        { new VolumeClaim(CheckFixture.Place, "/data", Presence.Present), ProofOutcome.Proven, "volumes are /data, /cache", null },
        { new VolumeClaim(CheckFixture.Place, "/dat", Presence.Present), ProofOutcome.False, "volumes are /data, /cache", null },
        { new VolumeClaim(CheckFixture.Place, "/cache/", Presence.Absent), ProofOutcome.False, "volumes are /data, /cache", null },
        { new StopSignalClaim(CheckFixture.Place, Signal.Parse("2")), ProofOutcome.Proven, "the stop signal is SIGINT", null },
        { new StopSignalClaim(CheckFixture.Place, Signal.Term), ProofOutcome.False, "the stop signal is SIGINT", null },
        { new HealthcheckTestClaim(CheckFixture.Place, ["CMD-SHELL", "wget -q localhost"]), ProofOutcome.Proven, "it has the health check [\"CMD-SHELL\", \"wget -q localhost\"]", null },
        { new HealthcheckTestClaim(CheckFixture.Place, ["CMD", "wget"]), ProofOutcome.False, "it has the health check [\"CMD-SHELL\", \"wget -q localhost\"]", null },
        { new HealthcheckNumberClaim(CheckFixture.Place, HealthcheckPart.Interval, 10 * Second), ProofOutcome.Proven, "the health check's interval is 10s", null },
        { new HealthcheckNumberClaim(CheckFixture.Place, HealthcheckPart.Interval, 3 * Second / 2), ProofOutcome.False, "the health check's interval is 10s", "it is 8.5s more" },
        { new HealthcheckNumberClaim(CheckFixture.Place, HealthcheckPart.Timeout, 30 * Second), ProofOutcome.Proven, "the health check's timeout is 30s", null },
        { new HealthcheckNumberClaim(CheckFixture.Place, HealthcheckPart.StartPeriod, Second), ProofOutcome.False, "the health check's start period is 0s", "it is 1s less" },
        { new HealthcheckNumberClaim(CheckFixture.Place, HealthcheckPart.Retries, 5), ProofOutcome.Proven, "the health check's number of retries is 5", null },
        { new EntrypointClaim(CheckFixture.Place, []), ProofOutcome.Proven, "the entry point is empty", null },
        { new CmdClaim(CheckFixture.Place, []), ProofOutcome.False, "the command is [\"node\"]", null },
        { new LayersClaim(CheckFixture.Place, LayerBound.AtMost, 3), ProofOutcome.Proven, "it has 3 layers", null },
        { new LayersClaim(CheckFixture.Place, LayerBound.AtMost, 1), ProofOutcome.False, "it has 3 layers", "it has 2 too many" },
        { new LayersClaim(CheckFixture.Place, LayerBound.Exactly, 4), ProofOutcome.False, "it has 3 layers", "it has 1 too few" },
        { Package("deb:nodejs>=18", Presence.Present), ProofOutcome.Proven, "deb:nodejs 18.19.0 is installed", null },
        { Package("nodejs>=20", Presence.Present), ProofOutcome.False, "deb:nodejs 18.19.0 is installed", "another version is claimed: >=20" },
        { Package("nodejs<16", Presence.Absent), ProofOutcome.Proven, "deb:nodejs 18.19.0 is installed", null },
        { Package("nodejs<20", Presence.Absent), ProofOutcome.False, "deb:nodejs 18.19.0 is installed", null },
        { Package("npm:odd>=1", Presence.Present), ProofOutcome.Unprovable, "npm:odd main in /x/node_modules/odd is installed, and its version has no order beside '1'", null },
        { Package("ioredi", Presence.Present), ProofOutcome.False, "no package 'ioredi' is installed", "the nearest name that is installed is 'ioredis'" },
        { Package("deb:ioredis", Presence.Present), ProofOutcome.False, "no package 'deb:ioredis' is installed", "installed is npm:ioredis 5.4.1 in /app/node_modules/ioredis" },
        { Package("apk:gcc", Presence.Absent), ProofOutcome.Unprovable, "the image has no record of Alpine packages (/lib/apk/db/installed)", null },
        { new BuildToolsClaim(CheckFixture.Place), ProofOutcome.Proven, "there is no package and no program that compiles or links", null },
        { new FileClaim(CheckFixture.Place, "/app/src/x.js", Presence.Present), ProofOutcome.False, "there is no '/app/src/x.js'", "there is '/app', without 'src'" },
        { new FileClaim(CheckFixture.Place, "/etc/motd/x", Presence.Present), ProofOutcome.False, "there is no '/etc/motd/x'", "'/etc/motd' is no directory" },
        { new FileClaim(CheckFixture.Place, "/etc/l*", Presence.Absent), ProofOutcome.False, "there is '/etc/large'", "it is 1 path too many, with 16.8MB" },
        { Content("/etc/motd", TextMatch.Equals, "second"), ProofOutcome.Proven, "it has 7 bytes: 'second'", null },
        { Content("/etc/issue", TextMatch.Contains, "sec"), ProofOutcome.Proven, "it has 7 bytes: 'second'", null },
        { Content("/etc/motd", TextMatch.Contains, "welcome"), ProofOutcome.False, "it has 7 bytes: 'second'", null },
        { Content("/etc/passwd", TextMatch.Matches, "^app:x:1000:"), ProofOutcome.Proven, "it has 51 bytes: 'root:x:0:0::/root:/bin/sh\\napp:x:1000:1000::/app:/x'", null },
        { Content("/app/a.js", TextMatch.Equals, ""), ProofOutcome.Proven, "it is empty", null },
        { Content("/etc/none", TextMatch.Contains, "x"), ProofOutcome.False, "there is no '/etc/none'", "there is '/etc', without 'none'" },
        { Content("/etc", TextMatch.Contains, "x"), ProofOutcome.False, "'/etc' is no regular file", null },
        { Content("/etc/large", TextMatch.Contains, "x"), ProofOutcome.Unprovable, "'/etc/large' has 16.8MB, more than the 16.8MB that are read", null },
        { new FileModeClaim(CheckFixture.Place, "/app/a.js", 0x1A4), ProofOutcome.Proven, "'/app/a.js' has the mode 0644", null },
        { new FileModeClaim(CheckFixture.Place, "/app/b.js", 0x1A4), ProofOutcome.False, "'/app/b.js' has the mode 0777", "it has too much: 0133" },
        { new FileModeClaim(CheckFixture.Place, "/app/a.js", 0x1ED), ProofOutcome.False, "'/app/a.js' has the mode 0644", "it lacks: 0111" },
        { new FileModeClaim(CheckFixture.Place, "/app/*.js", 0x1A4), ProofOutcome.False, "'/app/b.js' has the mode 0777", "it is otherwise with 1 of 2" },
        { new FileModeClaim(CheckFixture.Place, "/app/data/c", 0x16D), ProofOutcome.False, "'/app/data/c' has the mode 0600", "it lacks: 0155, and has too much: 0200" },
        { new FileModeClaim(CheckFixture.Place, "/app", 0x1ED), ProofOutcome.Proven, "'/app' has the mode 0755", null },
        { new FileModeClaim(CheckFixture.Place, "/usr/**/", 0x1ED), ProofOutcome.Proven, "'/usr/bin' has the mode 0755", null },
        { new FileModeClaim(CheckFixture.Place, "/usr/**", 0x1ED), ProofOutcome.Proven, "'/usr/bin/node' has the mode 0755", null },
        { new FileModeClaim(CheckFixture.Place, "/no/*.js", 0x1A4), ProofOutcome.False, "nothing matches '/no/*.js'", null },
        { new FileOwnerClaim(CheckFixture.Place, "/app/a.js", "app:app"), ProofOutcome.Proven, "'/app/a.js' belongs to app:app", null },
        { new FileOwnerClaim(CheckFixture.Place, "/app/*.js", "1000"), ProofOutcome.Proven, "so it is with all 2", null },
        { new FileOwnerClaim(CheckFixture.Place, "/app/b.js", "app:app"), ProofOutcome.False, "'/app/b.js' belongs to app:root", null },
        { new FileOwnerClaim(CheckFixture.Place, "/app/data/c", "app"), ProofOutcome.False, "'/app/data/c' belongs to 7:7", null },
        { new FileOwnerClaim(CheckFixture.Place, "/app/a.js", "nobody"), ProofOutcome.False, "the image's /etc/passwd has no user 'nobody'", null },
        { new FileOwnerClaim(CheckFixture.Place, "/app/a.js", "app:staff"), ProofOutcome.False, "the image's /etc/group has no group 'staff'", null },
    };

    [Theory]
    [MemberData(nameof(Claims), DisableDiscoveryEnumeration = true)]
    public async Task A_claim_comes_out_with_what_was_found_and_how_far_off_it_is(Claim claim, ProofOutcome outcome, string found, string? distance)
    {
        using var fixture = new CheckFixture();
        var proof = await fixture.ProveAsync(claim, await fixture.SubjectAsync(Config, Layers));
        proof.Found.ShouldBe(found);
        proof.Outcome.ShouldBe(outcome);
        proof.Distance.ShouldBe(distance);
    }

    [Fact]
    public async Task An_image_without_a_stop_signal_stops_by_SIGTERM()
    {
        using var fixture = new CheckFixture();
        var proof = await fixture.ProveAsync(new StopSignalClaim(CheckFixture.Place, Signal.Term), await fixture.SubjectAsync(null, [File("x")]));
        (proof.Outcome, proof.Found).ShouldBe((ProofOutcome.Proven, "the stop signal is SIGTERM, as the image names none"));
    }

    [Fact]
    public async Task A_number_of_a_health_check_that_is_not_there_is_false()
    {
        using var fixture = new CheckFixture();
        var subject = await fixture.SubjectAsync(new() { Healthcheck = new() { Test = ["NONE"], Retries = 5 } }, [File("x")]);
        (await fixture.ProveAsync(new HealthcheckNumberClaim(CheckFixture.Place, HealthcheckPart.Retries, 5), subject)).Outcome.ShouldBe(ProofOutcome.False);
        (await fixture.ProveAsync(new HealthcheckTestClaim(CheckFixture.Place, ["NONE"]), subject)).Outcome.ShouldBe(ProofOutcome.False);
    }

    [Theory]
    [InlineData("deb", "gcc-12", "in it is the package deb:gcc-12 1.0", "it is 1 package too many")]
    [InlineData("deb", "gcc-12-base", null, null)]
    [InlineData("deb", "libmake-perl", null, null)]
    [InlineData("apk", "build-base", "in it is the package apk:build-base 1.0", "it is 1 package too many")]
    [InlineData("file", "usr/bin/x86_64-linux-gnu-gcc-12", "in it is the program /usr/bin/x86_64-linux-gnu-gcc-12", "it is 1 program too many")]
    [InlineData("file", "usr/local/go/bin/go", "in it is the program /usr/local/go/bin/go", "it is 1 program too many")]
    [InlineData("file", "srv/tools/make", "in it is the program /srv/tools/make", "it is 1 program too many")]
    [InlineData("file", "usr/bin/cmaker", null, null)]
    [InlineData("file", "home/make", null, null)]
    public async Task A_build_tool_is_a_package_or_a_program_where_programs_are_looked_for(string kind, string name, string? found, string? distance)
    {
        using var fixture = new CheckFixture();
        var entry = kind switch
        {
            "deb" => File("var/lib/dpkg/status", DpkgStanza(name)),
            "apk" => File("lib/apk/db/installed", $"P:{name}\nV:1.0\n"),
            _ => Program(name),
        };
        var proof = await fixture.ProveAsync(new BuildToolsClaim(CheckFixture.Place), await fixture.SubjectAsync(new() { Env = ["PATH=/srv/tools:relative"] }, [entry]));
        (proof.Outcome, found is null ? null : proof.Found, proof.Distance).ShouldBe((found is null ? ProofOutcome.Proven : ProofOutcome.False, found, distance));
    }

    [Fact]
    public async Task Growth_is_compared_in_percent_or_bytes()
    {
        using var fixture = new CheckFixture();
        var (now, before) = (await fixture.SubjectAsync(null, [File("a", new byte[1100])]), await fixture.SubjectAsync(null, [File("a", new byte[1000])]));
        Claim Growth(string amount) => new GrowthClaim(CheckFixture.Place, SizeMeasure.Stored, SizeAmount.TryParse(amount, out var parsed) ? parsed : throw new ArgumentException(amount), "before");

        var proven = await fixture.ProveAsync(Growth("10%"), now, before);
        (proven.Outcome, proven.Found).ShouldBe((ProofOutcome.Proven, "it grows by 10.0%: 1.1KB against 1.0KB"));
        var wrong = await fixture.ProveAsync(Growth("99B"), now, before);
        (wrong.Outcome, wrong.Found, wrong.Distance).ShouldBe((ProofOutcome.False, "it grows by 100B: 1.1KB against 1.0KB", "it is 1B too large for 99B"));
        (await fixture.ProveAsync(Growth("0%"), before, now)).Found.ShouldBe("it shrinks by 9.1%: 1.0KB against 1.1KB");
        (await fixture.ProveAsync(Growth("1%"), now)).Outcome.ShouldBe(ProofOutcome.Unprovable);
    }

    private static LabelClaim Label(TextMatch match, string text) => new(CheckFixture.Place, "kind", EntryTest.That(new(match, text)));

    private static FileContentClaim Content(string path, TextMatch match, string text) => new(CheckFixture.Place, path, new(match, text));

    private static PackageClaim Package(string text, Presence presence) =>
        PackagePattern.TryParse(text, out var pattern, out var problem) ? new(CheckFixture.Place, pattern!, presence) : throw new ArgumentException(problem, nameof(text));
}
