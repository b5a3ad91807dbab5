// SPDX-License-Identifier: Apache-2.0
using Slipway.Oci;

namespace Slipway.Cli.Tests.Images;

public sealed class PruneTests : IDisposable
{
    private readonly TestProgram _slipway = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _slipway.Dispose();

    [Fact]
    public async Task What_has_no_name_goes_and_what_has_one_stays()
    {
        var named = await NameAsync("team/app:1.0", 1);
        var lost = await KeepAsync(2);

        var output = await _slipway.OutputOfAsync("prune", "-f");

        output.ShouldContain($"Deleted: {lost.Digest}");
        output.ShouldContain("Total reclaimed space: ");
        BlobsOf(lost).ShouldAllBe(digest => !_slipway.Store.Contains(digest));
        BlobsOf(named).ShouldAllBe(digest => _slipway.Store.Contains(digest));
    }

    [Fact]
    public async Task All_takes_what_has_a_name_too()
    {
        await NameAsync("team/app:1.0", 1);

        (await _slipway.OutputOfAsync("prune", "-a", "-f")).ShouldContain("Untagged: team/app:1.0");

        _slipway.Store.ListReferences().ShouldBeEmpty();
        _slipway.Store.ListBlobs().ShouldBeEmpty();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Images_alone_go_where_that_is_asked_for(bool all)
    {
        var named = await NameAsync("team/app:1.0", 1);
        var lost = await KeepAsync(2);
        WriteCache("records/one", 10, days: 300);

        await _slipway.OutputOfAsync(all ? ["image", "prune", "-a", "-f"] : ["image", "prune", "-f"]);

        _slipway.Store.Contains(lost.Digest).ShouldBeFalse();
        _slipway.Store.Contains(named.Digest).ShouldBe(!all);
        File.Exists(CachePath("records/one")).ShouldBeTrue();
    }

    [Fact]
    public async Task What_a_dry_run_tells_is_what_a_prune_takes()
    {
        await NameAsync("team/app:1.0", 1);
        await KeepAsync(2);
        WriteCache("records/one", 100, days: 1);
        var before = Files();

        var told = await _slipway.OutputOfAsync("prune", "-a", "--dry-run");

        Files().ShouldBe(before);
        var done = await _slipway.OutputOfAsync("prune", "-a", "-f");
        told.Replace("Would delete", "Deleted", StringComparison.Ordinal).Replace("Would untag", "Untagged", StringComparison.Ordinal).ShouldBe(done);
    }

    [Fact]
    public async Task The_room_that_is_freed_is_the_room_that_was_taken()
    {
        await NameAsync("team/app:1.0", 1);
        await KeepAsync(2);
        WriteCache("records/one", 12_345, days: 1);
        var before = Bytes();

        var output = await _slipway.OutputOfAsync("prune", "-a", "-f");

        output.ShouldContain($"Total reclaimed space: {Units.Size(before - Bytes())}");
    }

    [Fact]
    public async Task A_layer_that_another_image_has_stays_with_it()
    {
        var base1 = await NameAsync("team/base:1", 1);
        var image = _slipway.Store.ReadImage(base1, Platform.Host)!;
        var heir = _slipway.Store.WriteManifest(ManifestBlob.Create(new ImageManifest
        {
            Config = _slipway.Store.WriteBlob(MediaTypes.Config, (image.Config with { Author = "another" }).ToBytes()),
            Layers = image.Layers,
        }));
        await _slipway.Store.KeepAsync(heir, Cancellation);

        await _slipway.OutputOfAsync("prune", "-f");

        _slipway.Store.Contains(heir.Digest).ShouldBeFalse();
        image.Layers.ShouldAllBe(layer => _slipway.Store.Contains(layer.Digest));
    }

    [Fact]
    public async Task Until_keeps_what_is_younger()
    {
        var old = await KeepAsync(1, TestImage.At(1));
        var young = await KeepAsync(2, _slipway.Time.Now.AddHours(-1));
        WriteCache("records/old", 10, days: 3);
        WriteCache("records/young", 10, days: 0);

        await _slipway.OutputOfAsync("prune", "-f", "--filter", "until=24h");

        _slipway.Store.Contains(old.Digest).ShouldBeFalse();
        _slipway.Store.Contains(young.Digest).ShouldBeTrue();
        File.Exists(CachePath("records/old")).ShouldBeFalse();
        File.Exists(CachePath("records/young")).ShouldBeTrue();
    }

    [Fact]
    public async Task Labels_choose_images_and_leave_the_cache_alone()
    {
        var web = await KeepAsync(1, labels: new() { ["tier"] = "web" });
        var db = await KeepAsync(2, labels: new() { ["tier"] = "db" });
        var none = await KeepAsync(3);
        WriteCache("records/one", 10, days: 3);

        await _slipway.OutputOfAsync("prune", "-f", "--filter", "label=tier=web");
        _slipway.Store.Contains(web.Digest).ShouldBeFalse();
        _slipway.Store.Contains(db.Digest).ShouldBeTrue();

        await _slipway.OutputOfAsync("prune", "-f", "--filter", "label!=tier");
        _slipway.Store.Contains(db.Digest).ShouldBeTrue();
        _slipway.Store.Contains(none.Digest).ShouldBeFalse();
        File.Exists(CachePath("records/one")).ShouldBeTrue();
    }

    [Fact]
    public async Task A_limit_takes_the_longest_unused_first_and_no_more_than_it_must()
    {
        await KeepAsync(1);
        foreach (var (name, days) in new[] { ("a", 4), ("b", 1), ("c", 3), ("d", 2) })
            WriteCache($"records/{name}", 1000, days);

        await _slipway.OutputOfAsync("prune", "-f", "--max-storage", "2500");

        new[] { "a", "b", "c", "d" }.Where(name => File.Exists(CachePath($"records/{name}"))).ShouldBe(["b", "d"]);
        _slipway.Store.ListReferences().ShouldHaveSingleItem();
    }

    [Fact]
    public async Task What_a_process_uses_stays_and_that_is_told()
    {
        var lost = await KeepAsync(1);
        WriteCache("records/one", 10, days: 3);
        using var lease = await _slipway.Store.LeaseAsync(Cancellation);

        var (code, output, error) = await _slipway.RunAsync("prune", "-a", "-f");

        (code, output).ShouldBe((ExitCode.Done, "Total reclaimed space: 0B\n"));
        error.ShouldContain("a process uses the store");
        _slipway.Store.Contains(lost.Digest).ShouldBeTrue();
        File.Exists(CachePath("records/one")).ShouldBeTrue();
    }

    [Fact]
    public async Task A_cache_mount_that_a_step_uses_stays()
    {
        foreach (var name in new[] { "used", "free" })
            WriteCache($"mounts/{name}/0/file", 10, days: 3);
        using var used = await Native.FileLock.AcquireAsync(CachePath("mounts/used/0.lock"), Native.FileLockMode.Shared, Cancellation);

        await _slipway.OutputOfAsync("prune", "-a", "-f");

        Directory.Exists(CachePath("mounts/used/0")).ShouldBeTrue();
        Directory.Exists(CachePath("mounts/free/0")).ShouldBeFalse();
    }

    [Fact]
    public async Task What_a_killed_prune_left_half_gone_goes_with_the_next()
    {
        WriteCache("records/one.0123.gone/file", 10, days: 0);

        await _slipway.OutputOfAsync("prune", "-f");

        Directory.Exists(CachePath("records/one.0123.gone")).ShouldBeFalse();
    }

    [Fact]
    public async Task What_was_built_stays_in_the_cache_until_that_is_pruned_and_is_built_again_the_same()
    {
        TestKit.Needs.Root();
        _slipway.Folder.Write("context/Dockerfile", "FROM scratch\nCOPY file /file\nENV A=1\n");
        _slipway.Folder.Write("context/file", "content");
        await _slipway.OutputOfAsync("build", "-t", "team/built:1", "context");
        var digest = await DigestAsync("team/built:1");

        await _slipway.OutputOfAsync("prune", "-f");
        (await DigestAsync("team/built:1")).ShouldBe(digest);
        await _slipway.OutputOfAsync("rmi", "team/built:1");
        (await _slipway.OutputOfAsync("df", "--format", "{{.Type}} {{.TotalCount}}")).ShouldContain("Cached layers 1\n");
        await _slipway.OutputOfAsync("prune", "-a", "-f");
        (await _slipway.OutputOfAsync("df", "--format", "{{.Type}} {{.TotalCount}}")).Split('\n', StringSplitOptions.RemoveEmptyEntries).ShouldAllBe(line => line.EndsWith(" 0", StringComparison.Ordinal));

        await _slipway.OutputOfAsync("build", "-t", "team/built:1", "context");
        (await DigestAsync("team/built:1")).ShouldBe(digest);
    }

    [Fact]
    public async Task Without_a_word_it_asks()
    {
        var lost = await KeepAsync(1);
        var (code, _, error) = await _slipway.RunAsync("prune");
        code.ShouldBe(ExitCode.Usage);
        error.ShouldContain("help: write -f");

        _slipway.Reply = "n";
        (await _slipway.RunAsync("prune")).ExitCode.ShouldBe(ExitCode.No);
        _slipway.Store.Contains(lost.Digest).ShouldBeTrue();

        _slipway.Reply = "y";
        (await _slipway.RunAsync("prune")).ExitCode.ShouldBe(ExitCode.Done);
        _slipway.Store.Contains(lost.Digest).ShouldBeFalse();
    }

    [Theory]
    [InlineData("until=yesterday", "'yesterday' is not a moment")]
    [InlineData("utnil=1h", "did you mean 'until'?")]
    [InlineData("label", "is not a filter")]
    public async Task A_filter_that_is_none_is_refused(string filter, string problem)
    {
        var (code, _, error) = await _slipway.RunAsync("prune", "-f", "--filter", filter);

        code.ShouldBe(ExitCode.Usage);
        error.ShouldContain(problem);
    }

    [Fact]
    public async Task Df_counts_what_prune_would_take()
    {
        await NameAsync("team/app:1.0", 1);
        WriteCache("records/one", 1000, days: 1);
        WriteCache("git/repository/pack", 2000, days: 1);

        var lines = (await _slipway.OutputOfAsync("df")).Split('\n');

        lines[0].ShouldBe("TYPE            TOTAL     ACTIVE    SIZE      RECLAIMABLE");
        lines.ShouldContain(line => line.StartsWith("Images ", StringComparison.Ordinal) && line.Contains(" 1         1 ", StringComparison.Ordinal));
        lines.ShouldContain("Sources         1         1         2kB       2kB (100%)");
        (await _slipway.OutputOfAsync("df", "--format", "{{.Type}}={{.Size}}")).ShouldContain("Records=1kB");
    }

    private Task<string> DigestAsync(string name) => _slipway.OutputOfAsync("inspect", "-f", "{{.ManifestDigest}}", name);

    private async Task<Descriptor> NameAsync(string name, int seed)
    {
        var image = Create(seed, null, null);
        await _slipway.Store.SetReferenceAsync(ImageReference.Parse(name), image, Cancellation);
        return image;
    }

    private async Task<Descriptor> KeepAsync(int seed, DateTimeOffset? created = null, Dictionary<string, string>? labels = null)
    {
        var image = Create(seed, created, labels);
        await _slipway.Store.KeepAsync(image, Cancellation);
        return image;
    }

    private Descriptor Create(int seed, DateTimeOffset? created, Dictionary<string, string>? labels) =>
        TestImage.Create(_slipway.Store, new() { Labels = labels }, created: created, layers: [[($"file-{seed}", new string('x', 1000 * seed))]]);

    private IReadOnlySet<Digest> BlobsOf(Descriptor image) => image.MediaType == MediaTypes.Manifest && _slipway.Store.Contains(image.Digest)
        ? BlobReach.Find(_slipway.Store, image) : new HashSet<Digest> { image.Digest };

    private string CachePath(string relative) => Path.Combine(_slipway.Home.Cache, relative);

    private void WriteCache(string relative, int size, int days)
    {
        var path = _slipway.Folder.Write(Path.GetRelativePath(_slipway.Folder.Path, CachePath(relative)), new byte[size]);
        for (var at = path; at != _slipway.Home.Cache; at = Path.GetDirectoryName(at)!)
        {
            if (Directory.Exists(at))
                Directory.SetLastWriteTimeUtc(at, _slipway.Time.Now.AddDays(-days).UtcDateTime);
            else
                File.SetLastWriteTimeUtc(at, _slipway.Time.Now.AddDays(-days).UtcDateTime);
        }
    }

    private List<string> Files() => [.. Directory.EnumerateFiles(_slipway.Home.Root, "*", SearchOption.AllDirectories).Where(static path => !path.EndsWith(".lock", StringComparison.Ordinal)).Order(StringComparer.Ordinal)];

    private long Bytes() => Files().Where(static path => path.Contains("/blobs/", StringComparison.Ordinal) || path.Contains("/cache/", StringComparison.Ordinal)).Sum(static path => new FileInfo(path).Length);
}
