// SPDX-License-Identifier: Apache-2.0
using Slipway.Native;
using Slipway.Oci;
using Slipway.TestKit;

namespace Slipway.Containers.Tests;

public sealed class SnapshotStoreTests : IDisposable
{
    private static readonly DiffId Diff = new(Digest.Sha256("a layer"u8));
    private static readonly Digest Key = Digest.Sha256("a step"u8);

    private readonly TempFolder _folder = new();
    private readonly SlipwayHome _home;
    private readonly SnapshotStore _store;

    public SnapshotStoreTests()
    {
        _home = new(_folder["home"]);
        _store = Open();
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_layer_is_unpacked_once_however_many_ask()
    {
        var count = 0;
        async Task<DiffId> UnpackAsync(string folder, CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref count);
            await File.WriteAllTextAsync(Path.Combine(folder, "file"), "content", cancellationToken);
            return Diff;
        }

        var snapshots = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Open().GetOrUnpackAsync(Diff, UnpackAsync, Cancellation)));

        count.ShouldBe(1);
        snapshots.Select(snapshot => File.ReadAllText(Path.Combine(snapshot.Path, "file"))).ShouldAllBe(text => text == "content");
        foreach (var snapshot in snapshots)
            snapshot.Dispose();
    }

    [Fact]
    public async Task What_turns_out_to_be_another_layer_is_not_kept()
    {
        var other = new DiffId(Digest.Sha256("another"u8));

        await Should.ThrowAsync<InvalidDataException>(_store.GetOrUnpackAsync(Diff, (_, _) => Task.FromResult(other), Cancellation));

        _store.List().ShouldBeEmpty();
        _store.Find(SnapshotId.Layer(Diff)).ShouldBeNull();
    }

    [Fact]
    public async Task Unpacking_that_fails_leaves_nothing()
    {
        await Should.ThrowAsync<IOException>(_store.GetOrUnpackAsync(Diff, (_, _) => throw new IOException("full"), Cancellation));

        Directory.GetFileSystemEntries(Path.Combine(_home.Snapshots, "new")).ShouldBeEmpty();
        _store.List().ShouldBeEmpty();
    }

    [Fact]
    public async Task A_step_is_there_once_it_is_committed()
    {
        using (var writable = _store.CreateWritable())
        {
            File.WriteAllText(Path.Combine(writable.UpperPath, "file"), "content");
            _store.Find(SnapshotId.Step(Key)).ShouldBeNull();
            using var committed = await writable.CommitAsync(Key, Cancellation);
            File.ReadAllText(Path.Combine(committed.Path, "file")).ShouldBe("content");
        }

        using var found = Open().Find(SnapshotId.Step(Key)).ShouldNotBeNull();
        found.Id.ShouldBe(SnapshotId.Step(Key));
        _store.List().ShouldBe([SnapshotId.Step(Key)]);
        Directory.GetFileSystemEntries(Path.Combine(_home.Snapshots, "new")).ShouldBeEmpty();
    }

    [Fact]
    public async Task The_first_to_commit_a_step_wins()
    {
        using var first = _store.CreateWritable();
        using var second = Open().CreateWritable();
        File.WriteAllText(Path.Combine(first.UpperPath, "file"), "first");
        File.WriteAllText(Path.Combine(second.UpperPath, "file"), "second");

        using var one = await first.CommitAsync(Key, Cancellation);
        using var two = await second.CommitAsync(Key, Cancellation);

        two.Path.ShouldBe(one.Path);
        File.ReadAllText(Path.Combine(two.Path, "file")).ShouldBe("first");
    }

    [Fact]
    public void What_is_not_committed_is_thrown_away()
    {
        string path;
        using (var writable = _store.CreateWritable())
            path = writable.UpperPath;

        Directory.Exists(path).ShouldBeFalse();
    }

    [Fact]
    public async Task What_somebody_holds_is_not_deleted()
    {
        using var writable = _store.CreateWritable();
        var held = await writable.CommitAsync(Key, Cancellation);

        Open().TryDelete(SnapshotId.Step(Key), Cancellation).ShouldBeFalse();
        Directory.Exists(held.Path).ShouldBeTrue();
        held.Dispose();

        Open().TryDelete(SnapshotId.Step(Key), Cancellation).ShouldBeTrue();
        Directory.Exists(held.Path).ShouldBeFalse();
        _store.Find(SnapshotId.Step(Key)).ShouldBeNull();
    }

    [Fact]
    public async Task What_was_not_flushed_before_the_machine_stopped_does_not_count()
    {
        using (var writable = _store.CreateWritable())
            (await writable.CommitAsync(Key, Cancellation)).Dispose();

        AfterARestart().ListLost().ShouldBe([SnapshotId.Step(Key)]);
        AfterARestart().Find(SnapshotId.Step(Key)).ShouldBeNull();
        Directory.Exists(Folder).ShouldBeFalse();
    }

    [Theory]
    [InlineData("")]
    [InlineData("{\"createdAt\":\"2026-")]
    [InlineData(null)]
    public async Task A_snapshot_whose_record_a_power_cut_took_is_made_again(string? left)
    {
        using (var writable = _store.CreateWritable())
            (await writable.CommitAsync(Key, Cancellation)).Dispose();
        if (left is null)
            File.Delete(Path.Combine(Folder, "record.json"));
        else
            await File.WriteAllTextAsync(Path.Combine(Folder, "record.json"), left, Cancellation);
        using var again = Open().CreateWritable();
        File.WriteAllText(Path.Combine(again.UpperPath, "file"), "again");

        using var made = await again.CommitAsync(Key, Cancellation);

        File.ReadAllText(Path.Combine(made.Path, "file")).ShouldBe("again");
    }

    [Fact]
    public async Task Many_that_find_a_lost_snapshot_make_it_again_and_none_takes_the_new_one_away()
    {
        using (var writable = _store.CreateWritable())
            (await writable.CommitAsync(Key, Cancellation)).Dispose();

        var made = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(async () =>
        {
            var store = AfterARestart();
            if (store.Find(SnapshotId.Step(Key)) is { } found)
                return found;
            using var writable = store.CreateWritable();
            File.WriteAllText(Path.Combine(writable.UpperPath, "file"), "again");
            return await writable.CommitAsync(Key, Cancellation);
        })));

        made.ShouldAllBe(snapshot => File.Exists(Path.Combine(snapshot.Path, "file")));
        foreach (var snapshot in made)
            snapshot.Dispose();
    }

    [Fact]
    public async Task What_can_be_made_again_is_not_flushed()
    {
        using (var writable = _store.CreateWritable())
            (await writable.CommitAsync(Key, Cancellation)).Dispose();

        await _store.FlushAsync(static _ => false, Cancellation);

        AfterARestart().Find(SnapshotId.Step(Key)).ShouldBeNull();
    }

    [Fact]
    public async Task What_a_killed_process_did_not_flush_is_flushed_by_the_next_that_uses_it()
    {
        using (var writable = _store.CreateWritable())
            (await writable.CommitAsync(Key, Cancellation)).Dispose();
        var next = Open();
        next.Find(SnapshotId.Step(Key))!.Dispose();
        await next.FlushAsync(Cancellation);

        using var found = AfterARestart().Find(SnapshotId.Step(Key));
        found.ShouldNotBeNull();
    }

    [Fact]
    public void Lock_files_of_snapshots_that_are_gone_are_swept_and_those_in_use_stay()
    {
        var locks = Directory.CreateDirectory(Path.Combine(_home.Snapshots, "locks")).FullName;
        File.WriteAllText(Path.Combine(locks, SnapshotId.Step(Key).FolderName + ".make"), "");
        using (var held = FileLock.TryAcquire(Path.Combine(locks, SnapshotId.Layer(Diff).FolderName + ".use"), FileLockMode.Shared))
            _store.SweepLocks().ShouldBe(1);

        Directory.GetFiles(locks).ShouldHaveSingleItem().ShouldContain("layer");
        _store.ListIdleLocks().Count.ShouldBe(1);
    }

    [Fact]
    public async Task What_was_flushed_outlives_the_machine()
    {
        using (var writable = _store.CreateWritable())
            (await writable.CommitAsync(Key, Cancellation)).Dispose();
        await _store.FlushAsync(Cancellation);

        using var found = AfterARestart().Find(SnapshotId.Step(Key));
        found.ShouldNotBeNull();
    }

    [Fact]
    public void A_sweep_leaves_what_a_living_process_makes()
    {
        using var writable = _store.CreateWritable();

        Open().SweepNew(Cancellation).ShouldBe(0);

        Directory.Exists(writable.UpperPath).ShouldBeTrue();
    }

    [Fact]
    public async Task Names_that_no_encoding_knows_are_deleted_like_others()
    {
        using (var writable = _store.CreateWritable())
        {
            LinuxFile.Create(Path.Combine(writable.UpperPath, UnixText.Decode([0xFF, 0xFE])), 0x1A4).Dispose();
            (await writable.CommitAsync(Key, Cancellation)).Dispose();
        }

        _store.TryDelete(SnapshotId.Step(Key), Cancellation).ShouldBeTrue();
        Directory.Exists(Folder).ShouldBeFalse();
    }

    public void Dispose() => _folder.Dispose();

    private string Folder => Path.Combine(_home.Snapshots, SnapshotId.Step(Key).FolderName);

    private SnapshotStore Open() => new(_home, TimeProvider.System);

    private SnapshotStore AfterARestart() => new(_home, TimeProvider.System, "the next boot");
}
