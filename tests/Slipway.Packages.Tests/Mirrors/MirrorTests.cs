// SPDX-License-Identifier: Apache-2.0
using System.Text;
using Slipway.Native;

namespace Slipway.Packages.Tests;

public sealed class MirrorTests
{
    private const string Index = "debian/dists/bookworm/main/binary-amd64/Packages";
    private const string Release = "debian/dists/bookworm/InRelease";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("xz")]
    [InlineData("gzip")]
    [InlineData("zstd")]
    [InlineData("none")]
    public async Task A_package_is_unpacked_however_it_is_compressed(string compression)
    {
        await using var mirror = await TestMirror.StartAsync(Cancellation);
        await mirror.AddAsync("app", "1", "", Cancellation, new() { ["usr/bin/app"] = "run" }, compression);
        await mirror.PublishAsync(Cancellation);

        using var made = await mirror.ComposeAsync(TestMirror.Request("app"), Cancellation);

        (await File.ReadAllTextAsync(Path.Combine(made.Root, "usr/bin/app"), Cancellation)).ShouldBe("run");
        (await File.ReadAllTextAsync(Path.Combine(made.Root, "usr/bin/tool"), Cancellation)).ShouldBe("tool");
        LinuxFile.ReadLink(Path.Combine(made.Root, "bin")).ShouldBe("usr/bin");
    }

    [Fact]
    public async Task A_package_with_another_digest_is_refused()
    {
        await using var mirror = await TestMirror.StartAsync(Cancellation);
        await mirror.PublishAsync(Cancellation);
        var path = mirror.Files.Keys.Single(static path => path.EndsWith(".deb", StringComparison.Ordinal));
        mirror.Files[path] = [.. mirror.Files[path].Select(static (value, at) => at == 100 ? (byte)(value ^ 1) : value)];

        (await RefusalAsync(mirror, TestMirror.Request())).ShouldSatisfyAllConditions(
            static message => message.ShouldStartWith("The package base-files 12 is refused: what 'http://127.0.0.1:"),
            static message => message.ShouldContain("has the digest sha256:"),
            static message => message.ShouldContain("that the signed index says"));
    }

    [Fact]
    public async Task An_index_with_another_digest_is_refused()
    {
        await using var mirror = await TestMirror.StartAsync(Cancellation);
        await mirror.PublishAsync(Cancellation);
        mirror.Files[Index] = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(mirror.Files[Index]).Replace("a test", "a lest", StringComparison.Ordinal));

        (await RefusalAsync(mirror, TestMirror.Request())).ShouldStartWith($"The index 'main/binary-amd64/Packages' of '{mirror.Address} bookworm' is refused: what");
    }

    [Fact]
    public async Task An_index_that_is_not_signed_is_refused()
    {
        await using var mirror = await TestMirror.StartAsync(Cancellation);
        await mirror.PublishAsync(Cancellation);
        var text = Encoding.UTF8.GetString(mirror.Files[Release]);
        mirror.Files[Release] = Encoding.UTF8.GetBytes(text[text.IndexOf("Origin", StringComparison.Ordinal)..text.IndexOf("-----BEGIN PGP SIGNATURE", StringComparison.Ordinal)]);

        (await RefusalAsync(mirror, TestMirror.Request())).ShouldStartWith($"The index of '{mirror.Address} bookworm' is refused: it is not signed.");
    }

    [Fact]
    public async Task A_mirror_without_a_signed_index_is_refused()
    {
        await using var mirror = await TestMirror.StartAsync(Cancellation);

        (await RefusalAsync(mirror, TestMirror.Request())).ShouldBe($"The mirror '{mirror.Address}' has no signed index (InRelease) of 'bookworm', and an unsigned one is not used.");
    }

    [Fact]
    public async Task An_index_that_was_changed_after_it_was_signed_is_refused()
    {
        await using var mirror = await TestMirror.StartAsync(Cancellation);
        await mirror.PublishAsync(Cancellation);
        mirror.Files[Release] = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(mirror.Files[Release]).Replace("oldstable", "bookstore", StringComparison.Ordinal));

        (await RefusalAsync(mirror, TestMirror.Request())).ShouldContain("a signature of it is wrong");
    }

    [Fact]
    public async Task What_stands_beside_the_signed_text_does_not_count()
    {
        await using var mirror = await TestMirror.StartAsync(Cancellation);
        await mirror.PublishAsync(Cancellation);
        mirror.Files[Release] = [.. "Origin: Nobody\nCodename: bookworm\n\n"u8, .. mirror.Files[Release]];

        using var made = await mirror.ComposeAsync(TestMirror.Request(), Cancellation);

        File.Exists(Path.Combine(made.Root, "etc/os-release")).ShouldBeTrue();
    }

    [Fact]
    public async Task An_index_that_another_key_signed_is_refused()
    {
        await using var mirror = await TestMirror.StartAsync(Cancellation);
        await using var other = await TestMirror.StartAsync(Cancellation);
        await mirror.PublishAsync(Cancellation);
        await other.PublishAsync(Cancellation);
        File.Copy(other.KeyPath, mirror.KeyPath, overwrite: true);

        (await RefusalAsync(mirror, TestMirror.Request())).ShouldContain("is refused: it is signed by the key");
    }

    [Theory]
    [InlineData("Valid-Until", "Sat, 01 Jan 2022 00:00:00 UTC", "it expired on Sat, 01 Jan 2022 00:00:00 UTC")]
    [InlineData("Date", "Sat, 01 Jan 2089 00:00:00 UTC", "it is of 2089-01-01 00:00 UTC, which is still to come")]
    [InlineData("Codename", "trixie", "it is that of 'trixie', and 'bookworm' was asked for")]
    public async Task An_index_that_does_not_hold_is_refused(string field, string value, string reason)
    {
        await using var mirror = await TestMirror.StartAsync(Cancellation);
        mirror.Release[field] = value;
        await mirror.PublishAsync(Cancellation);

        (await RefusalAsync(mirror, TestMirror.Request())).ShouldContain($"is refused: {reason}");
    }

    [Fact]
    public async Task A_suite_of_another_origin_is_not_Debians()
    {
        await using var mirror = await TestMirror.StartAsync(Cancellation);
        mirror.Release["Origin"] = "Elsewhere";
        await mirror.PublishAsync(Cancellation);

        (await RefusalAsync(mirror, TestMirror.Request())).ShouldBe($"None of the sources for 'bookworm' is Debian's own: '{mirror.Address} bookworm' is of the origin 'Elsewhere'.");
    }

    [Fact]
    public async Task A_dependency_that_cannot_be_met_is_told_with_the_chain_that_leads_to_it()
    {
        await using var mirror = await TestMirror.StartAsync(Cancellation);
        await mirror.AddAsync("app", "1", "Depends: lib (>= 2)\n", Cancellation);
        await mirror.AddAsync("lib", "2", "Depends: deep (>= 3)\n", Cancellation);
        await mirror.AddAsync("deep", "1", "", Cancellation);
        await mirror.PublishAsync(Cancellation);

        (await RefusalAsync(mirror, TestMirror.Request("app"))).ShouldBe("app can't be included: app needs lib needs deep (>= 3), and what there is of it is deep 1.");
    }

    [Fact]
    public async Task Packages_that_exclude_each_other_are_told_apart()
    {
        await using var mirror = await TestMirror.StartAsync(Cancellation);
        await mirror.AddAsync("one", "1", "Conflicts: two\n", Cancellation);
        await mirror.AddAsync("two", "1", "", Cancellation);
        await mirror.AddAsync("three", "1", "Depends: one | four\n", Cancellation);
        await mirror.AddAsync("four", "1", "", Cancellation);
        await mirror.PublishAsync(Cancellation);

        (await RefusalAsync(mirror, TestMirror.Request("one", "two"))).ShouldBe("two can't be included: one 1 excludes two, and two 1 is that.");
        var found = await mirror.CreateComposer().ResolveAsync(TestMirror.Request("two", "three"), Cancellation);
        found.Packages.Select(static package => package.Name).ShouldBe(["base-files", "four", "three", "two"]);
    }

    [Fact]
    public async Task A_package_that_there_is_not_is_told_with_those_that_look_like_it()
    {
        await using var mirror = await TestMirror.StartAsync(Cancellation);
        await mirror.AddAsync("nodejs", "1", "", Cancellation);
        await mirror.PublishAsync(Cancellation);

        (await RefusalAsync(mirror, TestMirror.Request("node"))).ShouldBe("No source offers a package 'node' for amd64. There is nodejs.");
        (await RefusalAsync(mirror, TestMirror.Request("nodejs=2"))).ShouldBe("No source offers nodejs in the version 2 for amd64; there is 1.");
    }

    [Fact]
    public async Task A_further_source_counts_with_the_key_that_its_entry_names_and_with_no_other()
    {
        await using var mirror = await TestMirror.StartAsync(Cancellation);
        await mirror.AddAsync("app", "1", "", Cancellation);
        await mirror.PublishAsync(Cancellation);
        await using var other = await TestMirror.StartAsync(Cancellation);
        other.Release["Origin"] = "Elsewhere";
        await other.AddAsync("app", "2", "", Cancellation);
        await other.PublishAsync(Cancellation);
        var source = new PackageOrigin { Name = "other", Address = other.Address, Suite = "bookworm", Key = await File.ReadAllTextAsync(other.KeyPath, Cancellation) };

        var found = await mirror.CreateComposer().ResolveAsync(TestMirror.Request("app") with { Sources = [source] }, Cancellation);

        found.Packages.Single(static package => package.Name == "app").ShouldSatisfyAllConditions(
            static package => package.Version.ShouldBe("2"), package => package.Address.ToString().ShouldStartWith(other.Address));
        (await RefusalAsync(mirror, TestMirror.Request("app") with { Sources = [source with { Key = mirror.KeyPath }] })).ShouldContain("it is signed by the key");
    }

    private static async Task<string> RefusalAsync(TestMirror mirror, PackagesRequest request) =>
        (await Should.ThrowAsync<BaseImageException>(async () =>
        {
            using var made = await mirror.ComposeAsync(request, Cancellation);
        })).Message;
}
