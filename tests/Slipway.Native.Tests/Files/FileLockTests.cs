// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics;
using Slipway.TestKit;

namespace Slipway.Native.Tests;

public sealed class FileLockTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Shared_locks_stand_beside_each_other_and_exclude_the_exclusive_one()
    {
        using var one = FileLock.TryAcquire(_folder["lock"], FileLockMode.Shared);
        using var two = FileLock.TryAcquire(_folder["lock"], FileLockMode.Shared);
        one.ShouldNotBeNull();
        two.ShouldNotBeNull();
        FileLock.TryAcquire(_folder["lock"], FileLockMode.Exclusive).ShouldBeNull();
    }

    [Fact]
    public async Task Who_waits_gets_the_lock_when_it_is_given_back()
    {
        var cancellation = TestContext.Current.CancellationToken;
        var first = FileLock.TryAcquire(_folder["lock"], FileLockMode.Exclusive)!;
        var waiting = FileLock.AcquireAsync(_folder["lock"], FileLockMode.Exclusive, cancellation);
        waiting.IsCompleted.ShouldBeFalse();

        first.Dispose();

        using var second = await waiting;
        second.Mode.ShouldBe(FileLockMode.Exclusive);
    }

    [Fact]
    public async Task Waiting_can_be_cancelled()
    {
        using var held = FileLock.TryAcquire(_folder["lock"], FileLockMode.Exclusive);
        using var cancellation = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var waiting = FileLock.AcquireAsync(_folder["lock"], FileLockMode.Shared, cancellation.Token);
        await cancellation.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(waiting);
    }

    [Fact]
    public void Another_process_sees_the_lock_and_its_end()
    {
        var flock = Needs.Tool("flock");
        using (FileLock.TryAcquire(_folder["lock"], FileLockMode.Exclusive))
            ExitCode(flock, "--nonblock", _folder["lock"], "true").ShouldBe(1);
        ExitCode(flock, "--nonblock", _folder["lock"], "true").ShouldBe(0);
    }

    [Fact]
    public void A_lock_file_that_was_removed_excludes_nobody()
    {
        var old = FileLock.TryAcquire(_folder["lock"], FileLockMode.Exclusive);
        File.Delete(_folder["lock"]);
        using var fresh = FileLock.TryAcquire(_folder["lock"], FileLockMode.Exclusive);
        fresh.ShouldNotBeNull();
        old!.Dispose();
        FileLock.TryAcquire(_folder["lock"], FileLockMode.Shared).ShouldBeNull();
    }

    private static int ExitCode(string program, params string[] arguments)
    {
        using var process = Process.Start(program, arguments);
        process.WaitForExit();
        return process.ExitCode;
    }
}
