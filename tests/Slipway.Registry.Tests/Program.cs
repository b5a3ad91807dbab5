// SPDX-License-Identifier: Apache-2.0
using System.Net;
using Slipway.Registry;
using Slipway.Registry.Tests;

// The tests' program is also a registry of its own, for the tests that kill one: serve ROOT.
if (args is ["serve", var root])
{
    await using var server = await RegistryServer.StartAsync(new() { Root = root, Listen = new(IPAddress.Loopback, 0) });
    Console.WriteLine(server.Address);
    await server.WaitForStopAsync(CancellationToken.None);
    return 0;
}
return args.Any(static argument => argument is "--server" or "--internal-msbuild-node")
    ? await Xunit.MicrosoftTestingPlatform.TestPlatformTestFramework.RunAsync(args, SelfRegisteredExtensions.AddSelfRegisteredExtensions)
    : await Xunit.Runner.InProc.SystemConsole.ConsoleRunner.Run(args);
