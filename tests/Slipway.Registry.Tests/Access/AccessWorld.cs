// SPDX-License-Identifier: Apache-2.0
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Slipway.Native;
using Slipway.TestKit;

namespace Slipway.Registry.Tests;

/// <summary>A registry with the users alice, bob and owner, whose rules and clock a test changes. The owner may do everything.</summary>
internal sealed class AccessWorld : IAsyncDisposable
{
    public const string Password = "wonderland-5c1f";
    private static readonly AccessRule Owners = ChangingRules.Rule("**", RegistryAction.All, "owner");
    private readonly TempFolder _folder = new();

    public TestRegistry Registry { get; private set; } = null!;

    public ChangingRules Rules { get; } = new();

    public FakeTime Time { get; } = new(TimeProvider.System.GetUtcNow());

    public LogLines Log { get; } = new();

    public RegistryHttp Owner { get; private set; } = null!;

    public static async Task<AccessWorld> StartAsync(Func<RegistryOptions, RegistryOptions>? configure = null)
    {
        var world = new AccessWorld();
        world.WriteUsers("alice", "bob", "owner");
        world.Allow();
        world.Registry = await TestRegistry.StartAsync(
            RegistryHttp.Cancellation,
            options => (configure ?? (static same => same))(options with { HtpasswdFile = world._folder["htpasswd"] }),
            services => services.AddSingleton<IAccessRules>(world.Rules).AddSingleton<TimeProvider>(world.Time).AddSingleton<ILoggerFactory>(world.Log));
        world.Owner = world.As("owner");
        return world;
    }

    /// <summary>Makes these the rules, beside the owner's.</summary>
    public void Allow(params AccessRule[] rules) => Rules.Current = Rules.Current with { Rules = [Owners, .. rules] };

    public RegistryHttp As(string? user)
    {
        var http = RegistryHttp.Anonymous(Registry);
        if (user is not null)
            http.Client.DefaultRequestHeaders.Authorization = RegistryHttp.Basic(user, Password);
        return http;
    }

    /// <summary>With a token that was asked for.</summary>
    public async Task<RegistryHttp> WithTokenAsync(string query, string? user)
    {
        using var asking = As(user);
        var http = RegistryHttp.Anonymous(Registry);
        http.Client.DefaultRequestHeaders.Authorization = new("Bearer", await AnonymousAccessTests.GetTokenAsync(http, query, asking.Client.DefaultRequestHeaders.Authorization));
        return http;
    }

    public void WriteUsers(params string[] users) =>
        _folder.Write("htpasswd", string.Concat(users.Select(static user => $"{user}:{Bcrypt.Make(Password, cost: 4)}\n")));

    public async ValueTask DisposeAsync()
    {
        Owner.Dispose();
        await Registry.DisposeAsync();
        _folder.Dispose();
    }
}
