// SPDX-License-Identifier: Apache-2.0
using Slipway.Native;
using Slipway.Oci;
using Slipway.TestKit;

namespace Slipway.Packages.Tests;

[Collection(nameof(DebianBaseRefusalTests))]
[CollectionDefinition(nameof(DebianBaseRefusalTests), DisableParallelization = true)]
public sealed class DebianBaseRefusalTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly string? _path = Environment.GetEnvironmentVariable("PATH");

    public DebianBaseRefusalTests() => _folder.Write("apt/sources.list", "deb http://127.0.0.1:1/debian bookworm main");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        Environment.SetEnvironmentVariable("PATH", _path);
        _folder.Dispose();
    }

    [Fact]
    public async Task Where_mmdebstrap_is_missing_the_command_that_installs_it_is_named()
    {
        Environment.SetEnvironmentVariable("PATH", _folder.Path);

        var missing = await Should.ThrowAsync<ExecutionException>(async () => await MakeAsync(new() { From = BaseName.Parse("debian/bookworm") }));

        missing.Message.ShouldContain("apt-get install mmdebstrap");
        missing.Package.ShouldBe("mmdebstrap");
    }

    [Fact]
    public async Task What_a_killed_process_left_of_a_making_is_removed_by_the_next()
    {
        Needs.Root();
        var request = new BaseImageRequest { From = BaseName.Parse("debian/bookworm") };
        var records = new BaseRecords(_folder["home/cache/bases"]);
        using (await records.LockAsync(request, Cancellation))
            await File.WriteAllTextAsync(Path.Combine(records.MakeWorkFolder(request), "left"), "", Cancellation);
        Environment.SetEnvironmentVariable("PATH", _folder.Path);

        await Should.ThrowAsync<ExecutionException>(async () => await MakeAsync(request));

        Directory.GetDirectories(_folder["home/cache/bases"]).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_platform_that_neither_machine_nor_emulator_runs_is_refused_by_name()
    {
        var platform = Platform.Parse("linux/s390x");
        if (DebianArchitecture.Runs(platform))
            Needs.Lack("it needs a machine that doesn't run linux/s390x");

        var refusal = await Should.ThrowAsync<BaseImageException>(async () => await MakeAsync(new() { From = BaseName.Parse("debian/bookworm"), Platform = platform }));

        refusal.Message.ShouldContain("for linux/s390x");
        refusal.Message.ShouldContain("apt-get install qemu-user-static");
    }

    [Fact]
    public async Task A_platform_without_a_Debian_is_refused_by_name() =>
        (await Should.ThrowAsync<BaseImageException>(async () => await MakeAsync(new() { From = BaseName.Parse("busybox"), Platform = Platform.Parse("windows/amd64") })))
            .Message.ShouldContain("windows/amd64");

    private Task<BaseImage> MakeAsync(BaseImageRequest request) =>
        new BaseImages(new SlipwayHome(_folder["home"])) { AptFolder = _folder["apt"] }.MakeAsync(request, OciLayout.Open(_folder["store"]), null, Cancellation);
}
