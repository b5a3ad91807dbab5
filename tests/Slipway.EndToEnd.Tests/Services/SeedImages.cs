// SPDX-License-Identifier: Apache-2.0
using Slipway.TestKit;

namespace Slipway.EndToEnd.Tests.Services;

/// <summary>A home with images under the names that guides give them: Debian's Redis and Mosquitto, and their clients with a small web server in place of what is in nobody's registry.</summary>
public sealed class SeedImages : IAsyncLifetime
{
    private const string Fleet = """
        fleet: seeds
        version: "1"
        images:
          base:
            packages:
              from: debian/bookworm
              include: [redis-server, redis-tools, mosquitto, mosquitto-clients, busybox, dash, coreutils]
              users: [{ name: redis, uid: 998 }, { name: mosquitto, uid: 999 }]
            tags: ["seed-base:1"]
          redis: { context: redis, tags: ["redis:7-alpine"] }
          mosquitto: { context: mosquitto, tags: ["eclipse-mosquitto:latest"] }
          openhqm:
            context: openhqm
            tags: ["ghcr.io/yourusername/openhqm:latest-sqs", "ghcr.io/yourusername/openhqm:latest-redis", "ghcr.io/yourusername/openhqm:latest-mqtt", "registry:2"]
        """;

    internal InstalledProgram Slipway { get; } = new();

    public async ValueTask InitializeAsync()
    {
        Needs.Root();
        Needs.Tool("runc");
        Needs.Tool("gpgv");
        await Needs.DebianMirrorsAsync(TestContext.Current.CancellationToken);
        Slipway.Folder.Write("images/slipway.yaml", Fleet);
        Slipway.Folder.Write("images/redis/Dockerfile", "FROM seed-base:1\nUSER redis\nEXPOSE 6379\nCMD [\"redis-server\", \"--save\", \"\", \"--dir\", \"/tmp\", \"--protected-mode\", \"no\"]\n");
        Slipway.Folder.Write("images/mosquitto/Dockerfile", "FROM seed-base:1\nUSER mosquitto\nEXPOSE 1883\nCMD [\"mosquitto\", \"-p\", \"1883\"]\n");
        Slipway.Folder.Write("images/openhqm/Dockerfile", "FROM seed-base:1\nEXPOSE 8000\nCMD [\"sh\", \"-c\", \"echo here > /tmp/index.html; exec busybox httpd -f -p 8000 -h /tmp\"]\n");
        (await Slipway.RunAsync("build", Slipway.Folder["images"], "--progress", "quiet")).ShouldSucceed();
    }

    public ValueTask DisposeAsync() => Slipway.DisposeAsync();
}
