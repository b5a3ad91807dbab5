// SPDX-License-Identifier: Apache-2.0
using Slipway.Containers;
using Slipway.Distribution;
using Slipway.Native;
using Slipway.Oci;
using Slipway.TestKit;

namespace Slipway.Modules.Tests;

/// <summary>A home with a store of its own and an agent; everything gone at the end: processes, mounts, control groups, ports.</summary>
public sealed class ModuleWorld : IAsyncDisposable
{
    public const string License = "TEST-LICENSE-KEY-123";
    private readonly TempFolder _folder = new();
    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(10) };

    public ModuleWorld()
    {
        Needs.Root();
        Needs.Tool("runc");
        Home = new(_folder.MakeFolder("h"));
        Store = OciLayout.Open(Home.Store);
        Options = new()
        {
            Home = Home,
            IsDevelopment = true,
            Credentials = new CredentialStore(_folder["auth.json"]),
            SettleTime = TimeSpan.FromMilliseconds(300),
            StopGrace = TimeSpan.FromSeconds(2),
            Restart = new() { FirstDelay = TimeSpan.FromMilliseconds(50), LongestDelay = TimeSpan.FromMilliseconds(200) },
        };
        Client = new(Home);
    }

    public static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static ModuleActor Actor { get; } = new() { UserId = "ops", UserEmail = "ops@example.com", UserRole = "super_admin" };

    public SlipwayHome Home { get; }

    public OciLayout Store { get; }

    public AgentOptions Options { get; set; }

    public AgentHost? Agent { get; private set; }

    public AgentClient Client { get; }

    public string AuditPath => Path.Combine(Home.Modules, "audit.jsonl");

    public string this[string path] => _folder[path];

    public static async Task<ModuleWorld> StartAsync(Func<AgentOptions, AgentOptions>? configure = null)
    {
        var world = new ModuleWorld();
        world.Options = configure?.Invoke(world.Options) ?? world.Options;
        await world.StartAgentAsync();
        return world;
    }

    public async Task StartAgentAsync() => Agent = await AgentHost.StartAsync(Options, Cancellation);

    public async Task StopAgentAsync()
    {
        await Agent!.DisposeAsync();
        Agent = null;
    }

    /// <summary>Stores an image that shows a page, or runs a shell script.</summary>
    public Task<Descriptor> ImageAsync(string name, ContainerConfig? config = null, string page = "hello") => BusyboxImage.CreateAsync(Store, name, config, page, Cancellation);

    public static ContainerConfig Shell(string script) => new() { User = "1000", Cmd = ["/bin/sh", "-c", script], Env = ["PATH=/bin"] };

    public static ModuleRequest Request(string name, string image = "localhost/app:1.0.0", params string[] ports) => new()
    {
        ModuleName = name,
        DisplayName = "A module",
        DockerImage = image,
        Version = "1.0.0",
        LicenseKey = License,
        Ports = ports,
        MemoryLimit = "64m",
    };

    public Task<ModuleInstalled> InstallAsync(ModuleRequest request) => Client.InstallAsync(request, Actor, Cancellation);

    public Task<ModuleInstalled> ReplaceAsync(ModuleRequest request) => Client.ReplaceAsync(request, Actor, Cancellation);

    public Task<ModuleRemoved> UninstallAsync(string name) => Client.UninstallAsync(name, Actor, Cancellation);

    public Task<ModuleStatusReport> StatusAsync(string name) => Client.GetStatusAsync(name, Cancellation);

    public static async Task<ModuleException> RefusedAsync(Task task) => await Should.ThrowAsync<ModuleException>(task);

    public Task<string> GetAsync(int port) => _http.GetStringAsync(new Uri($"http://127.0.0.1:{port}/"), Cancellation);

    /// <summary>Asks until it answers.</summary>
    public async Task<string> EventuallyGetAsync(int port)
    {
        var answer = "";
        await UntilAsync(async () =>
        {
            try
            {
                answer = await GetAsync(port);
                return true;
            }
            catch (HttpRequestException)
            {
                return false;
            }
        });
        return answer;
    }

    /// <summary>Waits until something holds; after two minutes it never will.</summary>
    public static async Task UntilAsync(Func<Task<bool>> holds)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        limit.CancelAfter(TimeSpan.FromMinutes(2));
        while (!await holds())
            await Task.Delay(50, limit.Token);
    }

    public async Task<string> LogAsync(string name) => string.Join('\n', (await Client.ReadLogAsync(name, 1000, Cancellation)).Lines.Select(static line => line.Text));

    /// <summary>What is left of modules on the machine: mounts, control groups, containers, records.</summary>
    public IReadOnlyList<string> Leftovers()
    {
        var groups = Directory.Exists("/sys/fs/cgroup") ? Directory.GetDirectories("/sys/fs/cgroup").Append("/sys/fs/cgroup") : [];
        return
        [
            .. MountTable.Below(Home.Root).Select(static mount => mount.Target),
            .. groups.Select(static tree => tree + "/slipway").Where(Directory.Exists).SelectMany(Directory.GetDirectories)
                .Where(group => group.StartsWith(CgroupPrefix(group), StringComparison.Ordinal)),
            .. Directory.Exists(Home.Run) ? Directory.GetDirectories(Home.Run, "*", SearchOption.AllDirectories)
                .Where(static folder => Path.GetFileName(Path.GetDirectoryName(folder)) is "containers" or "roots") : [],
            .. Directory.GetDirectories(Home.Modules).Where(static folder => Path.GetFileName(folder) != "issuers"),
        ];
    }

    public async ValueTask DisposeAsync()
    {
        if (Agent is not null)
            await Agent.DisposeAsync();
        var runner = await ContainerRunner.OpenAsync(Home, TimeProvider.System, CancellationToken.None);
        foreach (var container in runner.List())
            await container.DeleteAsync(CancellationToken.None);
        Client.Dispose();
        _http.Dispose();
        _folder.Dispose();
    }

    // A control group tells its home by a digest of the home's path.
    private string CgroupPrefix(string group) =>
        Path.Combine(Path.GetDirectoryName(group)!, Digest.Sha256(System.Text.Encoding.UTF8.GetBytes(Home.Root)).Hex[..8] + "-");
}
