// SPDX-License-Identifier: Apache-2.0
using Slipway.TestKit;

namespace Slipway.Registry.Tests;

/// <summary>One registry for the tests of a class, each of which uses repositories of its own.</summary>
public sealed class RegistryFixture : IAsyncLifetime
{
    private int _repositories;

    public TestRegistry Registry { get; private set; } = null!;

    internal RegistryHttp Http { get; private set; } = null!;

    /// <summary>A name that no other test has.</summary>
    public string NewRepository() => $"test/repository-{Interlocked.Increment(ref _repositories)}";

    public async ValueTask InitializeAsync()
    {
        Registry = await TestRegistry.StartAsync(TestContext.Current.CancellationToken);
        Http = new(Registry);
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await Registry.DisposeAsync();
    }
}
