// SPDX-License-Identifier: Apache-2.0
using Slipway.TestKit;

namespace Slipway.Registry.Tests.Conformance;

/// <summary>
/// A registry for the tests of the distribution specification, which cites its endpoints by their ids (end-1 to end-14). It takes sparse manifests,
/// for the specification lets it choose, and what it takes it must keep.
/// </summary>
public sealed class ConformanceFixture : IAsyncLifetime
{
    private int _repositories;

    internal RegistryHttp Http { get; private set; } = null!;

    private TestRegistry Registry { get; set; } = null!;

    /// <summary>A name that no other test has.</summary>
    public string NewRepository() => $"conformance/repository-{Interlocked.Increment(ref _repositories)}";

    public async ValueTask InitializeAsync()
    {
        Registry = await TestRegistry.StartAsync(RegistryHttp.Cancellation, static options => options with { Sparse = SparsePolicy.Images });
        Http = new(Registry);
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await Registry.DisposeAsync();
    }
}
