// SPDX-License-Identifier: Apache-2.0
using Slipway.TestKit;

namespace Slipway.Packages.Tests;

public sealed class PackageLockTests : IDisposable
{
    private readonly TempFolder _folder = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private string Path => _folder[PackageLock.FileName];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task What_is_locked_is_composed_byte_for_byte_whatever_is_published_since()
    {
        await using var mirror = await TestMirror.StartAsync(Cancellation);
        await mirror.AddAsync("app", "1", "", Cancellation);
        await mirror.PublishAsync(Cancellation);
        var request = TestMirror.Request("app");
        PackageLock.Empty.With(request, await mirror.CreateComposer().ResolveAsync(request, Cancellation)).Write(Path);
        var first = await ComposeAsync(mirror, request);
        await mirror.AddAsync("app", "2", "", Cancellation);
        await mirror.PublishAsync(Cancellation);
        Directory.Delete(System.IO.Path.Combine(mirror.Home.Cache, "packages"), recursive: true);

        var second = await ComposeAsync(mirror, request);
        var newest = await mirror.CreateComposer().ResolveAsync(request, Cancellation);

        second.ShouldBe(first);
        newest.Packages.Single(static package => package.Name == "app").Version.ShouldBe("2");
        PackageLock.Read(Path).Find(request)!.ChangesTo(newest).ShouldBe(["app 1 becomes 2"]);
    }

    [Fact]
    public async Task Where_the_mirror_has_it_no_longer_it_says_what_to_do()
    {
        await using var mirror = await TestMirror.StartAsync(Cancellation);
        await mirror.AddAsync("app", "1", "", Cancellation);
        await mirror.PublishAsync(Cancellation);
        var request = TestMirror.Request("app");
        PackageLock.Empty.With(request, await mirror.CreateComposer().ResolveAsync(request, Cancellation)).Write(Path);
        mirror.Remove("app", "1");
        await mirror.PublishAsync(Cancellation);

        var refusal = await Should.ThrowAsync<BaseImageException>(() => ComposeAsync(mirror, request));

        refusal.Message.ShouldStartWith("The mirror no longer has the package app 1 (http://127.0.0.1:");
        refusal.Message.ShouldContain("'slipway lock --update'");
    }

    [Fact]
    public async Task Equal_locks_are_equal_bytes_and_are_read_as_they_were_written()
    {
        await using var mirror = await TestMirror.StartAsync(Cancellation);
        await mirror.PublishAsync(Cancellation);
        var request = TestMirror.Request();
        var packages = await mirror.CreateComposer().ResolveAsync(request, Cancellation);
        var other = request with { Recommends = RecommendedPackages.Included };

        PackageLock.Empty.With(request, packages).With(other, packages).Write(Path);
        var text = await File.ReadAllTextAsync(Path, Cancellation);
        PackageLock.Empty.With(other, packages).With(request, packages).Write(Path);

        (await File.ReadAllTextAsync(Path, Cancellation)).ShouldBe(text);
        PackageLock.Read(Path).Find(request)!.Packages.ShouldBe(packages.Packages);
        PackageLock.Read(Path).Find(request with { Include = ["app"] }).ShouldBeNull();
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("null")]
    [InlineData("""{"version":2,"images":[]}""")]
    [InlineData("""{"version":1,"images":[{"selection":"x"}]}""")]
    public async Task What_is_no_lock_is_refused_with_the_remedy(string text)
    {
        await File.WriteAllTextAsync(Path, text, Cancellation);

        Should.Throw<BaseImageException>(() => PackageLock.Read(Path)).Message.ShouldEndWith("Write it anew with 'slipway lock --update'.");
    }

    private async Task<string> ComposeAsync(TestMirror mirror, PackagesRequest request) =>
        (await mirror.CreateComposer().ComposeAsync(request, PackageLock.Read(Path).Find(request)!, ComposedForm.System, mirror.Store, null, Cancellation)).Digest.ToString();
}
