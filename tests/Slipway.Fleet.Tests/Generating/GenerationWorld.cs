// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Fleet.Tests;

/// <summary>Fleets for files to be made of.</summary>
internal static class GenerationWorld
{
    /// <summary>A base, a program in two variants on it for two platforms, the second compared with the first, a cache server, and a module for both.</summary>
    internal const string Shop = """
        fleet: shop
        version: 1.2.3
        registry: ghcr.io/team
        platforms: [linux/amd64, linux/arm64]
        images:
          base:
            dockerfile: base.Dockerfile
            tags: ["base:{version}"]
          cache:
            context: cache
            claims: { user: { uid: 999 }, ports: [6379/tcp], healthcheck: { test: [redis-cli, ping], interval: 5s } }
          api:
            matrix: { size: [large, small] }
            tags: ["{version}-{size}", "latest-{size}"]
            args: { SIZE: "{size}" }
            claims: { user: { uid: 1000 }, ports: [8000/tcp] }
            when:
              - match: { size: small }
                claims: { size: { saves: 10%, against: large } }
        modules:
          cache:
            image: cache
          api:
            image: api(size=small)
            ports: ["80:8000"]
            environment: { MODE: fast, API_TOKEN: hidden, LEVEL: "1" }
            depends_on: [cache]
            cpu_limit: "1.5"
            memory_limit: 1g
            health_check: { test: "curl -f http://localhost:8000/health || exit 1", interval: 10s, timeout: 3s, retries: "5", start_period: 20s }
        """;

    /// <summary>Writes the files of the fleet.</summary>
    internal static async Task<FleetGraph> ShopAsync(FleetWorld world, string file = Shop)
    {
        world.Write("base.Dockerfile", "FROM scratch\nUSER 1000:1000\n");
        world.Write("Dockerfile", "FROM base:1.2.3\nARG SIZE\nEXPOSE 8000\nVOLUME /data\n");
        world.Write("package.json", "{}");
        world.Write("cache/Dockerfile", "FROM scratch\nCOPY requirements.txt /\n");
        world.Write("cache/requirements.txt", "redis\n");
        var graph = await world.LoadAsync(file);
        graph.Diagnostics.ShouldBeEmpty();
        return graph;
    }

    /// <summary>The one file of a generation that nothing is wrong with.</summary>
    internal static GeneratedFile OneFile(this FleetGeneration generation) => generation.WithoutErrors().Files.ShouldHaveSingleItem();

    internal static FleetGeneration WithoutErrors(this FleetGeneration generation)
    {
        generation.Diagnostics.ShouldBeEmpty();
        return generation;
    }
}
