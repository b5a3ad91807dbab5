// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics;
using Slipway.Oci.Layers;
using Slipway.TestKit;
using static Slipway.Check.Tests.TestImage;

namespace Slipway.Check.Tests;

/// <summary>dpkg-query is the oracle: on this machine's own record of packages, ours must be what it says.</summary>
public sealed class DpkgOracleTests
{
    [Fact]
    public async Task The_packages_of_a_real_status_file_are_those_that_dpkg_query_lists()
    {
        var query = Needs.Tool("dpkg-query");
        using var fixture = new CheckFixture();
        var inventory = await fixture.InventoryAsync((IReadOnlyList<LayerEntry>)[File("var/lib/dpkg/status", System.IO.File.ReadAllBytes("/var/lib/dpkg/status"))]);

        var ours = inventory.Packages.Select(package => $"{package.Name} {package.Version}").Order(StringComparer.Ordinal).ToList();
        ours.Count.ShouldBeGreaterThan(50);
        ours.ShouldBe(await ListAsync(query));
    }

    private static async Task<List<string>> ListAsync(string query)
    {
        var cancellation = TestContext.Current.CancellationToken;
        using var process = Process.Start(new ProcessStartInfo(query, ["-W", "-f", "${db:Status-Status} ${Package} ${Version}\n"]) { RedirectStandardOutput = true })!;
        var output = await process.StandardOutput.ReadToEndAsync(cancellation);
        await process.WaitForExitAsync(cancellation);
        return
        [
            .. output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(' ', 2))
                .Where(parts => parts[0] is not ("not-installed" or "config-files")).Select(parts => parts[1]).Order(StringComparer.Ordinal),
        ];
    }
}
