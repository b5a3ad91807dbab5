// SPDX-License-Identifier: Apache-2.0
using Slipway.Dockerfile;
using Slipway.Oci;
using Slipway.Oci.Layers;
using static Slipway.Check.Tests.CheckFixture;
using static Slipway.Check.Tests.TestImage;

namespace Slipway.Check.Tests;

public sealed class ProverTests
{
    private static readonly IReadOnlyList<LayerEntry> Debian =
    [
        File("etc/passwd", "root:x:0:0::/root:/bin/sh\nopenhqm:x:1000:1000::/app:/x\n"),
        File("etc/group", "root:x:0:\nopenhqm:x:1000:\n"),
        File("var/lib/dpkg/status", DpkgStanza("libc6", "2.36") + DpkgStanza("make", "4.3")),
        NpmPackage("app/node_modules/ioredis", "ioredis", "5.4.1"),
        Folder("usr/bin"),
        File("usr/bin/node", new byte[2000]),
        Link("bin", "usr/bin"),
        File("app/src/main.js", "x"),
    ];

    private static readonly ContainerConfig Config = new()
    {
        Labels = new Dictionary<string, string> { ["queue.backend"] = "redis" },
        Env = ["PATH=/bin", "MODE=dev", "MODE=prod", "EMPTY="],
        User = "openhqm",
        WorkingDir = "/app/",
        ExposedPorts = ["8000", "53/udp"],
        Healthcheck = new() { Test = ["CMD", "node", "health.js"] },
        Entrypoint = ["/usr/bin/node"],
        Cmd = ["node", "say \"hi\""],
    };

    public static TheoryData<Claim, ProofOutcome, string> Claims => new()
    {
        { new LabelClaim(Place, "queue.backend", EntryTest.Is("redis")), ProofOutcome.Proven, "label 'queue.backend' is 'redis'" },
        { new LabelClaim(Place, "queue.backend", EntryTest.Is("all")), ProofOutcome.False, "label 'queue.backend' is 'redis'" },
        { new LabelClaim(Place, "none", EntryTest.Is("x")), ProofOutcome.False, "there is no label 'none'" },
        { new AnnotationClaim(Place, "org.example.kind", EntryTest.Is("test")), ProofOutcome.Proven, "annotation 'org.example.kind' is 'test'" },
        { new AnnotationClaim(Place, "other", EntryTest.Is("test")), ProofOutcome.False, "there is no annotation 'other'" },
        { new EnvironmentClaim(Place, "MODE", EntryTest.Is("prod")), ProofOutcome.Proven, "variable 'MODE' is 'prod'" },
        { new EnvironmentClaim(Place, "EMPTY", EntryTest.Is("")), ProofOutcome.Proven, "variable 'EMPTY' is ''" },
        { new EnvironmentClaim(Place, "MODE", EntryTest.Is("dev")), ProofOutcome.False, "variable 'MODE' is 'prod'" },
        { new UserClaim(Place, UserPart.Uid, "1000"), ProofOutcome.Proven, "it runs as user number 1000 ('openhqm')" },
        { new UserClaim(Place, UserPart.Uid, "0"), ProofOutcome.False, "it runs as user number 1000 ('openhqm')" },
        { new UserClaim(Place, UserPart.Gid, "1000"), ProofOutcome.Proven, "it runs as group number 1000" },
        { new UserClaim(Place, UserPart.Gid, "0"), ProofOutcome.False, "it runs as group number 1000" },
        { new UserClaim(Place, UserPart.Name, "openhqm"), ProofOutcome.Proven, "it runs as user 'openhqm'" },
        { new UserClaim(Place, UserPart.Name, "root"), ProofOutcome.False, "it runs as user 'openhqm'" },
        { new WorkdirClaim(Place, "/app"), ProofOutcome.Proven, "the working directory is '/app'" },
        { new WorkdirClaim(Place, "/"), ProofOutcome.False, "the working directory is '/app'" },
        { new PortClaim(Place, "8000/tcp", Presence.Present), ProofOutcome.Proven, "exposed is 8000/tcp, 53/udp" },
        { new PortClaim(Place, "53/tcp", Presence.Present), ProofOutcome.False, "exposed is 8000/tcp, 53/udp" },
        { new HealthcheckClaim(Place, Presence.Present), ProofOutcome.Proven, "it has the health check [\"CMD\", \"node\", \"health.js\"]" },
        { new HealthcheckClaim(Place, Presence.Absent), ProofOutcome.False, "it has the health check [\"CMD\", \"node\", \"health.js\"]" },
        { new EntrypointClaim(Place, ["/usr/bin/node"]), ProofOutcome.Proven, "the entry point is [\"/usr/bin/node\"]" },
        { new EntrypointClaim(Place, []), ProofOutcome.False, "the entry point is [\"/usr/bin/node\"]" },
        { new CmdClaim(Place, ["node", "say \"hi\""]), ProofOutcome.Proven, "the command is [\"node\", \"say \\\"hi\\\"\"]" },
        { new CmdClaim(Place, ["node"]), ProofOutcome.False, "the command is [\"node\", \"say \\\"hi\\\"\"]" },
        { Package("ioredis", Presence.Present), ProofOutcome.Proven, "npm:ioredis 5.4.1 in /app/node_modules/ioredis is installed" },
        { Package("deb:ioredis", Presence.Present), ProofOutcome.False, "no package 'deb:ioredis' is installed" },
        { Package("gcc", Presence.Absent), ProofOutcome.Proven, "no package 'gcc' is installed" },
        { Package("make", Presence.Absent), ProofOutcome.False, "deb:make 4.3 is installed" },
        { Package("kafkajs", Presence.Present), ProofOutcome.False, "no package 'kafkajs' is installed" },
        { new FileClaim(Place, "/app/src/main.js", Presence.Present), ProofOutcome.Proven, "there is '/app/src/main.js'" },
        { new FileClaim(Place, "/app/src", Presence.Absent), ProofOutcome.False, "there is '/app/src'" },
        { new FileClaim(Place, "/bin/node", Presence.Absent), ProofOutcome.False, "there is '/usr/bin/node'" },
        { new FileClaim(Place, "/bin/npm", Presence.Absent), ProofOutcome.Proven, "there is no '/bin/npm'" },
        { new FileClaim(Place, "/bin", Presence.Present), ProofOutcome.Proven, "there is '/bin'" },
        { new FileClaim(Place, "/**/*.js", Presence.Present), ProofOutcome.Proven, "there is '/app/src/main.js'" },
        { new FileClaim(Place, "/app/*.js", Presence.Absent), ProofOutcome.Proven, "nothing matches '/app/*.js'" },
        { new FileClaim(Place, "/bin/no*", Presence.Absent), ProofOutcome.False, "there is '/usr/bin/node'" },
        { new FileClaim(Place, "/etc/*", Presence.Absent), ProofOutcome.False, "there are '/etc/group', '/etc/passwd'" },
        { new SizeClaim(Place, SizeMeasure.Stored, new(1_000_000)), ProofOutcome.Proven, "the size is 2.4KB" },
        { new SizeClaim(Place, SizeMeasure.Stored, new(2000)), ProofOutcome.False, "the size is 2.4KB" },
        { new PlatformClaim(Place, Platform.LinuxAmd64), ProofOutcome.Proven, "it exists for linux/amd64" },
        { new PlatformClaim(Place, Platform.LinuxArm64), ProofOutcome.False, "it exists for linux/amd64" },
        { new CommandClaim(Place, ["x"]), ProofOutcome.Unprovable, "no command can be run here" },
    };

    [Theory]
    [MemberData(nameof(Claims), DisableDiscoveryEnumeration = true)]
    public async Task A_claim_is_true_or_false_and_says_what_was_found(Claim claim, ProofOutcome outcome, string found)
    {
        using var fixture = new CheckFixture();
        var proof = await fixture.ProveAsync(claim, await fixture.SubjectAsync(Config, Debian));
        proof.Found.ShouldBe(found);
        proof.Outcome.ShouldBe(outcome);
        proof.Holds.ShouldBe(outcome == ProofOutcome.Proven);
        (proof.ToDiagnostic() is null).ShouldBe(proof.Holds);
    }

    [Theory]
    [InlineData(null, "0", "0", "root")]
    [InlineData("", "0", "0", "root")]
    [InlineData("root", "0", "0", "root")]
    [InlineData("1000", "1000", "1000", "openhqm")]
    [InlineData("1000:0", "1000", "0", "openhqm")]
    [InlineData("openhqm:root", "1000", "0", "openhqm")]
    [InlineData("7", "7", "0", null)]
    [InlineData("7:openhqm", "7", "1000", null)]
    [InlineData("nobody", null, null, "nobody")]
    [InlineData("1000:nogroup", "1000", null, "openhqm")]
    public async Task The_user_is_whom_the_image_knows_under_that_name(string? user, string? uid, string? gid, string? name)
    {
        using var fixture = new CheckFixture();
        var inventory = await fixture.InventoryAsync(Debian);
        var resolved = ImageUser.Resolve(new() { User = user }, inventory.Accounts);
        (resolved.Uid?.ToString(), resolved.Gid?.ToString(), resolved.Name).ShouldBe((uid, gid, name));
    }

    [Fact]
    public async Task A_user_whom_the_image_does_not_know_is_no_user()
    {
        using var fixture = new CheckFixture();
        var proof = await fixture.ProveAsync(new UserClaim(Place, UserPart.Name, "nobody"), await fixture.SubjectAsync(new() { User = "nobody" }, Debian));
        proof.Found.ShouldBe("it runs as 'nobody', whom the image's /etc/passwd does not know");
        proof.Outcome.ShouldBe(ProofOutcome.False);
    }

    [Fact]
    public async Task An_image_without_configuration_runs_as_root_in_the_root()
    {
        using var fixture = new CheckFixture();
        var subject = await fixture.SubjectAsync(null, [File("x")]);
        (await fixture.ProveAsync(new UserClaim(Place, UserPart.Uid, "0"), subject)).Holds.ShouldBeTrue();
        (await fixture.ProveAsync(new WorkdirClaim(Place, "/"), subject)).Holds.ShouldBeTrue();
        (await fixture.ProveAsync(new HealthcheckClaim(Place, Presence.Absent), subject)).Holds.ShouldBeTrue();
        (await fixture.ProveAsync(new PortClaim(Place, "80/tcp", Presence.Present), subject)).Found.ShouldBe("no port is exposed");
        (await fixture.ProveAsync(new CmdClaim(Place, ["x"]), subject)).Found.ShouldBe("the command is empty");
    }

    [Fact]
    public async Task Absence_is_unprovable_where_nothing_records_packages()
    {
        using var fixture = new CheckFixture();
        var subject = await fixture.SubjectAsync(null, [File("bin/server", "static")]);
        var proof = await fixture.ProveAsync(Package("gcc", Presence.Absent), subject);
        proof.Outcome.ShouldBe(ProofOutcome.Unprovable);
        proof.Holds.ShouldBeFalse();
        proof.Found.ShouldBe("the image has no record of its system's packages (/var/lib/dpkg/status, /var/lib/dpkg/status.d or /lib/apk/db/installed)");
        (await fixture.ProveAsync(Package("npm:kafkajs", Presence.Absent), subject)).Outcome.ShouldBe(ProofOutcome.Proven);
    }

    [Fact]
    public async Task An_optional_claim_may_stay_unproven_and_may_not_be_false()
    {
        using var fixture = new CheckFixture();
        var unprovable = await fixture.ProveAsync(Package("gcc", Presence.Absent) with { IsOptional = true }, await fixture.SubjectAsync(null, [File("x")]));
        unprovable.Holds.ShouldBeTrue();
        unprovable.ToDiagnostic()!.Severity.ShouldBe(Severity.Warning);
        (await fixture.ProveAsync(Package("make", Presence.Absent) with { IsOptional = true }, await fixture.SubjectAsync(null, Debian))).Holds.ShouldBeFalse();
    }

    [Fact]
    public async Task A_saving_is_compared_with_the_sibling()
    {
        using var fixture = new CheckFixture();
        var (small, large) = (await fixture.SubjectAsync(null, [File("a", new byte[600])]), await fixture.SubjectAsync(null, [File("a", new byte[1000])]));
        Claim Saving(decimal percent) => new SavingClaim(Place, SizeMeasure.Stored, SizeAmount.OfPercent(percent), "all");

        (await fixture.ProveAsync(Saving(40), small, large)).Found.ShouldBe("it saves 40.0%: 600B against 1.0KB");
        (await fixture.ProveAsync(Saving(40), small, large)).Outcome.ShouldBe(ProofOutcome.Proven);
        var tooMuch = await fixture.ProveAsync(Saving(40.1m), small, large);
        tooMuch.Outcome.ShouldBe(ProofOutcome.False);
        tooMuch.Distance.ShouldBe("it is 1B too large for 40.1%");
        (await fixture.ProveAsync(Saving(1), large, small)).Found.ShouldBe("it saves -66.7%: 1.0KB against 600B");
        (await fixture.ProveAsync(Saving(1), small)).Outcome.ShouldBe(ProofOutcome.Unprovable);
    }

    [Fact]
    public async Task A_false_claim_is_reported_at_its_place_with_how_far_off_it_is()
    {
        using var fixture = new CheckFixture();
        var proof = await fixture.ProveAsync(new SizeClaim(Place, SizeMeasure.Stored, new(400)), await fixture.SubjectAsync(null, [File("a", new byte[1000])]));
        DiagnosticRenderer.Render(proof.ToDiagnostic()!).ShouldBe("""
            slipway.yaml:1:9: error: app for linux/amd64: claimed is that the size is at most 400B, found is that the size is 1.0KB
              1 | claims: here
                |         ^^^^
            note: it is 600B too large

            """);
    }

    [Theory]
    [InlineData(TextMatch.Equals, "redis", "redis\n", true)]
    [InlineData(TextMatch.Equals, "redis", "redis \n", false)]
    [InlineData(TextMatch.Contains, "ed", "redis", true)]
    [InlineData(TextMatch.Contains, "ED", "redis", false)]
    [InlineData(TextMatch.Matches, "^v[0-9]+$", "first\nv18\nlast", true)]
    [InlineData(TextMatch.Matches, "^v[a-z]+$", "v18", false)]
    public async Task A_command_prints_what_is_claimed_or_not(TextMatch match, string text, string output, bool holds)
    {
        using var fixture = new CheckFixture();
        var claim = new CommandClaim(Place, ["x"]) { Output = new(match, text) };
        (await fixture.ProveAsync(claim, await fixture.SubjectAsync(null, [File("x")]), runner: new Runner(new() { Output = output }))).Holds.ShouldBe(holds);
    }

    [Fact]
    public async Task A_command_ends_as_is_claimed_or_not_or_cannot_be_run()
    {
        using var fixture = new CheckFixture();
        var subject = await fixture.SubjectAsync(null, [File("x")]);
        var claim = new CommandClaim(Place, ["x"]) { ExitCode = 3 };
        (await fixture.ProveAsync(claim, subject, runner: new Runner(new() { ExitCode = 3 }))).Holds.ShouldBeTrue();
        var other = await fixture.ProveAsync(claim, subject, runner: new Runner(new() { ExitCode = 1, Errors = "no such file\n" }));
        (other.Found, other.Distance).ShouldBe(("it ends with 1", "it writes to its standard error 'no such file'"));
        (await fixture.ProveAsync(claim, subject, runner: new Runner(new() { Obstacle = "no emulation for linux/arm64" }))).Outcome.ShouldBe(ProofOutcome.Unprovable);
    }

    [Fact]
    public async Task A_name_that_no_image_has_proves_nothing_by_its_absence()
    {
        using var fixture = new CheckFixture();
        var (one, two) = (await fixture.InventoryAsync(Debian), await fixture.InventoryAsync([NpmPackage("node_modules/kafkajs", "kafkajs")]));
        Claim[] claims =
        [
            Package("kafkajs", Presence.Absent), Package("kafkjs", Presence.Absent), Package("gcc", Presence.Absent),
            Package("deb:telnet", Presence.Absent), Package("zzz", Presence.Present), Package("unheard-of", Presence.Absent) with { IsOptional = true },
        ];
        claims = [.. claims.Select((claim, index) => claim with { Place = new(Place.Source, new(index, 1)) })];

        var problem = UnknownPackages.Find(claims, [one, two]).ShouldHaveSingleItem();
        problem.Message.ShouldBe("no image of the fleet has a package 'kafkjs', so that its absence proves nothing");
        problem.Help.ShouldBe("did you mean 'kafkajs'?");
    }

    private static PackageClaim Package(string text, Presence presence) =>
        PackagePattern.TryParse(text, out var pattern, out var problem) ? new(Place, pattern!, presence) : throw new ArgumentException(problem, nameof(text));

    /// <summary>Plays a container that does one thing.</summary>
    private sealed class Runner(ImageRun run) : IImageRunner
    {
        public Task<ImageRun> RunAsync(StoredImage image, IReadOnlyList<string> command, CancellationToken cancellationToken) => Task.FromResult(run);
    }
}
