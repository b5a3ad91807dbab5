// SPDX-License-Identifier: Apache-2.0
using Slipway.TestKit;

namespace Slipway.EndToEnd.Tests;

/// <summary>A home with the image <c>real:1</c>: Redis, PostgreSQL and Python, composed from Debian's packages, their own scripts never run.</summary>
public sealed class RealImage : IAsyncLifetime
{
    private const string Fleet = """
        fleet: real
        version: "1"
        images:
          real:
            packages:
              from: debian/bookworm
              include: [redis-server, redis-tools, postgresql-15, postgresql-client-15, python3-minimal, libpython3-stdlib, coreutils, dash]
              users: [{ name: postgres, uid: 999 }, { name: redis, uid: 998 }]
            tags: ["real:1"]
        """;

    internal InstalledProgram Slipway { get; } = new();

    public async ValueTask InitializeAsync()
    {
        Needs.Root();
        Needs.Tool("runc");
        Needs.Tool("gpgv");
        await Needs.DebianMirrorsAsync(TestContext.Current.CancellationToken);
        Slipway.Folder.Write("fleet/slipway.yaml", Fleet);
        (await Slipway.RunAsync("build", Slipway.Folder["fleet"], "--progress", "quiet")).ShouldSucceed();
    }

    public ValueTask DisposeAsync() => Slipway.DisposeAsync();
}
