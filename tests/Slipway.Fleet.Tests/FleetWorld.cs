// SPDX-License-Identifier: Apache-2.0
using Slipway.Build;
using Slipway.Check;
using Slipway.Distribution;
using Slipway.Dockerfile;
using Slipway.Oci;
using Slipway.TestKit;

namespace Slipway.Fleet.Tests;

/// <summary>A fleet in a folder of its own, with a home, a real store and a real engine.</summary>
internal sealed class FleetWorld : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly GuardedHttp _http = new();

    internal FleetWorld()
    {
        Home = new(_folder["home"]);
        Store = OciLayout.Open(Home.Store);
        Engine = new(new() { Home = Home, Store = Store, PackageImages = new ComposedPackageImages(new(Home, _http), Store) });
    }

    internal SlipwayHome Home { get; }

    internal OciLayout Store { get; }

    internal BuildEngine Engine { get; }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    internal string Write(string path, string text) => _folder.Write(Path.Combine("fleet", path), text);

    /// <summary>The absolute folder of the fleet.</summary>
    internal string Folder => _folder["fleet"];

    internal FleetTargets Expand(string file, FleetReadOptions? options = null) =>
        FleetTargets.Expand(FleetFile.Read(SourceText.From("slipway.yaml", file), _folder.MakeFolder("fleet"), options));

    internal Task<FleetGraph> LoadAsync(string file, FleetReadOptions? options = null) => FleetGraph.LoadAsync(Expand(file, options), Cancellation);

    /// <summary>A fleet without problems, built.</summary>
    internal async Task<FleetTargets> BuildAsync(string file, FleetReadOptions? options = null)
    {
        var graph = await LoadAsync(file, options);
        graph.Diagnostics.ShouldBeEmpty();
        var result = await new FleetBuilder(Engine).BuildAsync(graph, graph.Fleet.Targets, BuildOptions.Default, null, Cancellation);
        result.Failures.Select(failure => failure.Message).ShouldBeEmpty();
        return graph.Fleet;
    }

    internal Task<FleetVerification> VerifyAsync(FleetTargets fleet, IReadOnlyList<FleetTarget>? targets = null) =>
        new FleetVerifier(Store, new InventoryReader(Store, Home), null).VerifyAsync(fleet, targets ?? fleet.Targets, Cancellation);

    public void Dispose()
    {
        _http.Dispose();
        _folder.Dispose();
    }
}
