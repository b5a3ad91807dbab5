// SPDX-License-Identifier: Apache-2.0
using System.Runtime.CompilerServices;
using Slipway.EndToEnd.Tests.Fleets;
using Slipway.TestKit;

namespace Slipway.EndToEnd.Tests;

/// <summary>The fleet of examples/openhqm, built once for all tests of it: first for this machine's platform, then for both, on a machine whose kernel seems to know no emulator.</summary>
public sealed class OpenHqmImages : IAsyncLifetime
{
    /// <summary>The name of the collection that shares the images.</summary>
    public const string Collection = "the images of OpenHQM";

    /// <summary>What makes every image for both platforms.</summary>
    public const string BothPlatforms = "platforms=linux/amd64,linux/arm64";

    private readonly CountingRuntime _runtime;

    public OpenHqmImages() => _runtime = new(Slipway.Folder);

    /// <summary>The folder of the example.</summary>
    public static string Folder => FolderOf();

    internal InstalledProgram Slipway { get; } = new();

    /// <summary>The commands that ran for this machine's platform.</summary>
    public IReadOnlyList<string> RanForOwnPlatform { get; private set; } = [];

    /// <summary>The commands that ran when the other platform was added.</summary>
    public IReadOnlyList<string> RanForTheOther { get; private set; } = [];

    /// <summary>The reference of a variant.</summary>
    public static string Image(string tag) => $"ghcr.io/yourusername/openhqm:{tag}";

    public async ValueTask InitializeAsync()
    {
        Needs.Root();
        foreach (var tool in (string[])["runc", "gpgv"])
            Needs.Tool(tool);
        await Needs.DebianMirrorsAsync(TestContext.Current.CancellationToken);
        Slipway.Variables["PATH"] = _runtime.Path;
        (await Slipway.RunAsync("build", Folder, "--progress", "plain")).ShouldSucceed();
        RanForOwnPlatform = _runtime.Ran;
        _runtime.Forget();
        Slipway.Wrapper = ["unshare", "--mount", "sh", "-c", "mount -t tmpfs none /proc/sys/fs/binfmt_misc && exec \"$@\"", "sh"];
        (await Slipway.RunAsync("build", Folder, "--set", BothPlatforms, "--progress", "plain")).ShouldSucceed();
        RanForTheOther = _runtime.Ran;
        Slipway.Wrapper = [];
    }

    public ValueTask DisposeAsync() => Slipway.DisposeAsync();

    private static string FolderOf([CallerFilePath] string testFile = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(testFile)!, "../../../../examples/openhqm"));
}
