// SPDX-License-Identifier: Apache-2.0
using System.Net;
using Slipway.Registry;
using Slipway.Registry.Tests;

// The tests' program is also a registry of its own, for the tests that kill one and for programs that try one: serve ROOT [SPARSE-POLICY].
if (args is ["serve", var root, .. var rest])
{
    await using var server = await RegistryServer.StartAsync(new()
    {
        Root = root,
        Listen = new(IPAddress.Loopback, 0),
        Sparse = rest is [var policy] ? Enum.Parse<SparsePolicy>(policy) : SparsePolicy.Whole,
    });
    Console.WriteLine(server.Address);
    await server.WaitForStopAsync(CancellationToken.None);
    return 0;
}
return args.Any(static argument => argument is "--server" or "--internal-msbuild-node")
    ? await Xunit.MicrosoftTestingPlatform.TestPlatformTestFramework.RunAsync(args, SelfRegisteredExtensions.AddSelfRegisteredExtensions)
    : await Xunit.Runner.InProc.SystemConsole.ConsoleRunner.Run(args);
