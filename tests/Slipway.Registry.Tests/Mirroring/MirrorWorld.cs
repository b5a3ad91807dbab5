// SPDX-License-Identifier: Apache-2.0
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Slipway.TestKit;

namespace Slipway.Registry.Tests;

/// <summary>A registry, and one that mirrors it under <c>hub/</c>, whose clock the test moves.</summary>
internal sealed class MirrorWorld : IAsyncDisposable
{
    public const string Name = "hub.example";

    private MirrorWorld(TestRegistry upstream, TestRegistry registry, Interference interference, FakeTime time, LogLines log)
    {
        (Upstream, Registry, Interference, Time, Log) = (upstream, registry, interference, time, log);
        (There, Here, Holder) = (new(upstream.Server.Address, upstream.Server.PushToken), RegistryHttp.Anonymous(registry), new(registry));
    }

    /// <summary>The registry that is mirrored.</summary>
    public TestRegistry Upstream { get; }

    /// <summary>The mirror.</summary>
    public TestRegistry Registry { get; }

    /// <summary>What stands before the registry that is mirrored.</summary>
    public Interference Interference { get; }

    public FakeTime Time { get; }

    public LogLines Log { get; }

    /// <summary>The mirrored registry, as one who may push.</summary>
    public RegistryHttp There { get; }

    /// <summary>The mirror, as one without a login.</summary>
    public RegistryHttp Here { get; }

    /// <summary>The mirror, as one who may do everything.</summary>
    public RegistryHttp Holder { get; }

    public RegistryStorage Storage => Registry.Server.Storage;

    /// <summary>Starts both.</summary>
    /// <param name="mirror">Changes the mirror's settings.</param>
    /// <param name="registry">Changes the settings of the registry that mirrors.</param>
    /// <param name="upstream">Changes the settings of the registry that is mirrored.</param>
    public static async Task<MirrorWorld> StartAsync(
        Func<MirrorOptions, MirrorOptions>? mirror = null, Func<RegistryOptions, RegistryOptions>? registry = null, Func<RegistryOptions, RegistryOptions>? upstream = null)
    {
        var (interference, time, log) = (new Interference(), new FakeTime(), new LogLines());
        var there = await TestRegistry.StartAsync(RegistryHttp.Cancellation, upstream, services => services.AddSingleton<Microsoft.AspNetCore.Hosting.IStartupFilter>(interference));
        try
        {
            var options = new MirrorOptions { Upstream = Name, Prefix = "hub", Address = there.Server.Address };
            var here = await TestRegistry.StartAsync(
                RegistryHttp.Cancellation,
                settings => (registry ?? (static same => same))(settings with { Mirrors = [mirror?.Invoke(options) ?? options] }),
                services => services.AddSingleton<TimeProvider>(time).AddSingleton<ILoggerFactory>(log));
            return new(there, here, interference, time, log);
        }
        catch
        {
            await there.DisposeAsync();
            throw;
        }
    }

    /// <summary>What is brought here is a blob of a repository, checked anew.</summary>
    public async Task<bool> HoldsAsync(string repository, Slipway.Oci.Digest digest) => await Storage.Blobs.FindAsync(Oci.RepositoryName.Parse(repository), digest, RegistryHttp.Cancellation) is not null;

    /// <summary>Waits until something is so, which it will be soon.</summary>
    public static async Task UntilAsync(Func<Task<bool>> isSo)
    {
        while (!await isSo())
            await Task.Delay(10, RegistryHttp.Cancellation);
    }

    public async ValueTask DisposeAsync()
    {
        There.Dispose();
        Here.Dispose();
        Holder.Dispose();
        await Registry.DisposeAsync();
        await Upstream.DisposeAsync();
    }
}
