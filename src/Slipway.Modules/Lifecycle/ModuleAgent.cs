// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics;
using Slipway.Containers;

namespace Slipway.Modules;

/// <summary>
/// Runs modules: installs, replaces and uninstalls them, starts them again when they end, and says how they are. Operations on one module come one
/// after the other, are written down before they are done, and every one of them, refused or not, is in the audit log. Disposing it leaves the modules
/// running, without their published ports; the next agent takes them up.
/// </summary>
internal sealed class ModuleAgent : IAsyncDisposable
{
    private readonly ModuleServices _services;
    private readonly ModuleSet _modules = new();
    private readonly ModuleInstaller _installer;
    private readonly ModuleReports _reports;
    private readonly DateTimeOffset _startedAt;
    private readonly CancellationTokenSource _stopping = new();
    private int _underWay;

    private ModuleAgent(ModuleServices services)
    {
        _services = services;
        _installer = new(services, _modules, new(services, _modules));
        _reports = new(services, _modules);
        _startedAt = services.Time.GetUtcNow();
    }

    /// <summary>Starts an agent: by the time this returns, what a crash left is put right and the modules are taken up.</summary>
    public static async Task<ModuleAgent> StartAsync(AgentOptions options, CancellationToken cancellationToken)
    {
        var runner = await ContainerRunner.OpenAsync(options.Home, options.Time, cancellationToken);
        var services = new ModuleServices(options, runner);
        var agent = new ModuleAgent(services);
        try
        {
            await new ModuleRecovery(services, agent._modules).RunAsync(cancellationToken);
            return agent;
        }
        catch
        {
            await agent.DisposeAsync();
            throw;
        }
    }

    /// <summary>Installs a module.</summary>
    public Task<ModuleInstalled> InstallAsync(ModuleRequest request, ModuleActor actor, CancellationToken cancellationToken) =>
        PutAsync("install", request, actor, _installer.InstallAsync, cancellationToken);

    /// <summary>Installs a module, in the place of one of that name if there is one and it differs.</summary>
    public Task<ModuleInstalled> ReplaceAsync(ModuleRequest request, ModuleActor actor, CancellationToken cancellationToken) =>
        PutAsync("replace", request, actor, _installer.ReplaceAsync, cancellationToken);

    /// <summary>Takes a module away, with all that is left of it.</summary>
    public Task<ModuleRemoved> UninstallAsync(string name, ModuleActor actor, CancellationToken cancellationToken) =>
        AuditAsync(
            "uninstall", name, _modules.Find(name)?.Record.Spec.Version, actor, new Dictionary<string, string>(),
            token => UninstallInTurnAsync(name, actor, token), cancellationToken);

    /// <summary>Every module, by name.</summary>
    public IReadOnlyList<ModuleState> List() => _reports.List();

    /// <summary>How a module is.</summary>
    public async Task<ModuleStatusReport> ReportAsync(string name, CancellationToken cancellationToken) =>
        await _reports.ReportAsync(name, cancellationToken) ?? throw ModuleRefusals.NotInstalled(name);

    /// <summary>The end of a module's log.</summary>
    public async Task<ModuleLog> ReadLogAsync(string name, int tail, CancellationToken cancellationToken)
    {
        if (_modules.Find(name) is not { } instance)
            throw ModuleRefusals.NotInstalled(name);
        var lines = new List<ModuleLogLine>();
        await foreach (var line in instance.Logs.ReadAsync(new() { Tail = tail }, cancellationToken))
            lines.Add(new(line.Time, line.Source == LogSource.Output ? "stdout" : "stderr", SecretRedaction.Redact(line.ToDisplayText(), instance.Record.Spec)));
        return new(name, lines);
    }

    /// <summary>How the agent is.</summary>
    public AgentHealth Measure()
    {
        var states = _reports.List();
        return new()
        {
            Pid = Environment.ProcessId,
            StartedAt = _startedAt,
            Version = AgentHealth.OwnVersion,
            IsDevelopment = _services.Options.IsDevelopment,
            PolicyFile = _services.Options.PolicyFile,
            Runtime = _services.Runner.RuntimeVersion,
            Modules = states.Count,
            Running = states.Count(static state => state.Status == "running"),
        };
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        // What is under way is being undone.
        while (Volatile.Read(ref _underWay) > 0)
            await Task.Delay(TimeSpan.FromMilliseconds(20), CancellationToken.None);
        foreach (var instance in _modules.Instances)
            await instance.DisposeAsync();
        _services.Images.Dispose();
        _stopping.Dispose();
    }

    private Task<ModuleInstalled> PutAsync(
        string operation, ModuleRequest request, ModuleActor actor,
        Func<ModuleSpec, string, ModuleActor, CancellationToken, Task<ModuleInstalled>> put, CancellationToken cancellationToken)
    {
        var metadata = new Dictionary<string, string> { ["docker_image"] = request.DockerImage ?? "" };
        return AuditAsync(
            operation, request.ModuleName, request.Version, actor, metadata,
            async token =>
            {
                var spec = ModuleGate.ReadSpec(request);
                var turn = _modules.TurnOf(spec.Name);
                await turn.WaitAsync(token);
                try
                {
                    return await put(spec, request.LicenseKey!, actor, token);
                }
                finally
                {
                    turn.Release();
                }
            },
            cancellationToken);
    }

    private async Task<ModuleRemoved> UninstallInTurnAsync(string name, ModuleActor actor, CancellationToken cancellationToken)
    {
        var turn = _modules.TurnOf(name);
        await turn.WaitAsync(cancellationToken);
        try
        {
            var instance = _modules.Find(name) ?? throw ModuleRefusals.NotInstalled(name);
            await BeginUninstallAsync(instance, actor, cancellationToken);
            try
            {
                await instance.RemoveAsync(CancellationToken.None); // begun, it is finished
                await _installer.RemoveContainerAsync(instance.Record.ContainerId);
                _services.Records.Delete(name);
                _modules.Remove(name);
            }
            finally
            {
                _modules.End(name);
            }
            return new($"The module '{name}' was uninstalled.", name);
        }
        finally
        {
            turn.Release();
        }
    }

    private async Task BeginUninstallAsync(ModuleInstance instance, ModuleActor actor, CancellationToken cancellationToken)
    {
        await _modules.Admission.WaitAsync(cancellationToken);
        try
        {
            var dependents = _modules.DependentsOf(instance.Name).Select(static dependent => dependent.Name)
                .Concat(_modules.Operations.Where(operation => operation.Spec.DependsOn.Contains(instance.Name)).Select(static operation => operation.Spec.Name))
                .Distinct().Order(StringComparer.Ordinal).ToList();
            if (dependents.Count > 0)
                throw ModuleRefusals.HasDependents(instance.Name, dependents);
            var operation = new ModuleOperation
            {
                Kind = ModuleOperationKind.Uninstall,
                StartedAt = _services.Time.GetUtcNow(),
                Actor = actor,
                Spec = instance.Record.Spec,
                ContainerId = instance.Record.ContainerId,
            };
            _services.Records.WriteOperation(operation);
            _modules.Begin(operation);
        }
        finally
        {
            _modules.Admission.Release();
        }
    }

    // Who asked may go away: the operation goes on, and ends with the agent alone.
    private Task<T> AuditAsync<T>(
        string operation, string? name, string? version, ModuleActor actor, IReadOnlyDictionary<string, string> metadata,
        Func<CancellationToken, Task<T>> work, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _underWay);
        return Task.Run(WorkAsync, CancellationToken.None).WaitAsync(cancellationToken);

        async Task<T> WorkAsync()
        {
            var watch = Stopwatch.StartNew();
            var entry = new AuditEntry
            {
                Operation = operation, ModuleName = name, ModuleVersion = version, UserId = actor.UserId, UserEmail = actor.UserEmail, UserRole = actor.UserRole,
                IpAddress = actor.IpAddress, UserAgent = actor.UserAgent, Status = "success", Metadata = metadata, Timestamp = default,
            };
            try
            {
                var result = await work(_stopping.Token);
                await NoteAsync(entry, watch);
                return result;
            }
            catch (OperationCanceledException e) when (_stopping.IsCancellationRequested)
            {
                await NoteAsync(entry with { Status = "failure", ErrorMessage = "The agent stopped." }, watch);
                throw new ModuleException(System.Net.HttpStatusCode.ServiceUnavailable, "interrupted", ModuleRefusals.Interrupted(name ?? "").Message, e);
            }
            catch (ModuleException e)
            {
                await NoteAsync(entry with { Status = "failure", ErrorMessage = e.Message, Metadata = new Dictionary<string, string>(metadata) { ["code"] = e.Code } }, watch);
                throw;
            }
            catch (Exception e)
            {
                await NoteAsync(entry with { Status = "failure", ErrorMessage = e.Message }, watch);
                throw;
            }
            finally
            {
                Interlocked.Decrement(ref _underWay);
            }
        }
    }

    private async Task NoteAsync(AuditEntry entry, Stopwatch watch)
    {
        Log.Done(_services.Log, entry.Operation, entry.ModuleName, entry.ErrorMessage ?? "done");
        await _services.Audit.AddAsync(
            entry with { Timestamp = _services.Time.GetUtcNow(), DurationSeconds = Math.Round(watch.Elapsed.TotalSeconds, 3) }, CancellationToken.None);
    }
}
