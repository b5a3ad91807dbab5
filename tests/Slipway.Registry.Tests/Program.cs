// SPDX-License-Identifier: Apache-2.0
using System.Net;
using Slipway.Registry;
using Slipway.Registry.Tests;

// The tests' program is also a registry of its own, for the tests that kill one and for programs that try one: serve ROOT [SPARSE-POLICY|collecting|ADDRESS],
// where an address is of a registry that is mirrored under hub/.
if (args is ["serve", var root, .. var rest])
{
    // One that collects does so all the time, what nobody has asked for since the pushes under way began.
    var collects = rest is ["collecting"];
    IReadOnlyList<MirrorOptions> mirrors = rest is [var word] && Uri.TryCreate(word, UriKind.Absolute, out var address) ? [new() { Upstream = "hub.example", Prefix = "hub", Address = address }] : [];
    await using var server = await RegistryServer.StartAsync(new()
    {
        Root = root,
        Listen = new(IPAddress.Loopback, 0),
        Collection = collects ? new() { Grace = TimeSpan.FromSeconds(20), Interval = TimeSpan.FromMilliseconds(20), Untagged = UntaggedManifests.Remove } : CollectionOptions.Default,
        Mirrors = mirrors,
        Sparse = !collects && mirrors.Count == 0 && rest is [var policy] ? Enum.Parse<SparsePolicy>(policy) : SparsePolicy.Whole,
    });
    Console.WriteLine(server.Address);
    await server.WaitForStopAsync(CancellationToken.None);
    return 0;
}
return args.Any(static argument => argument is "--server" or "--internal-msbuild-node")
    ? await Xunit.MicrosoftTestingPlatform.TestPlatformTestFramework.RunAsync(args, SelfRegisteredExtensions.AddSelfRegisteredExtensions)
    : await Xunit.Runner.InProc.SystemConsole.ConsoleRunner.Run(args);
