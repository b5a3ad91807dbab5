// SPDX-License-Identifier: Apache-2.0
using Slipway.Containers;
using Slipway.Dockerfile;

namespace Slipway.Build;

/// <summary>Lowers one RUN.</summary>
internal sealed class RunLowering(StageLowering stage, RunInstruction run)
{
    // Settings that reach a step without being declared, and are in no key, history or image.
    private static readonly string[] ProxyNames = ["HTTP_PROXY", "HTTPS_PROXY", "FTP_PROXY", "NO_PROXY", "ALL_PROXY"];

    private const string AgentVariable = "SSH_AUTH_SOCK";

    private readonly List<Vertex> _sources = [];
    private int _sshMounts;

    private TargetScope Scope => stage.Scope;

    private StageState State => stage.State;

    public async Task LowerAsync(CancellationToken cancellationToken)
    {
        RefuseUnsupported();
        var mounts = new List<StepMount>();
        foreach (var flag in run.Mounts)
        {
            if (Resolve(flag) is { } mount && await LowerAsync(flag, mount, cancellationToken).ConfigureAwait(false) is { } lowered)
                mounts.Add(lowered);
        }
        var (arguments, file) = Command();
        var environment = State.Environment;
        if (mounts.OfType<SshStepMount>().FirstOrDefault() is { } agent && !State.Variables.ContainsKey(AgentVariable))
            environment = [.. environment, $"{AgentVariable}={agent.Target}"];
        if (!Scope.Spend(run.Source, run.Span, environment.Sum(static variable => (long)variable.Length)))
            return;
        var root = stage.Push(
            new RunOperation
            {
                Arguments = arguments,
                Environment = environment,
                ProxyEnvironment = Proxies(),
                User = State.Config.User ?? "",
                WorkingDirectory = State.WorkingDirectory,
                Hostname = Hostname(),
                Network = run.Network switch
                {
                    RunNetwork.None => StepNetwork.None,
                    RunNetwork.Host => StepNetwork.Host,
                    _ => Scope.Target.Network == StepNetwork.None ? StepNetwork.None : StepNetwork.Host,
                },
                Platform = State.Platform,
                Mounts = mounts,
                File = file,
                Access = Scope.Target.Access,
                ArgNames = State.Args.Select(static arg => arg.Name).ToHashSet(StringComparer.Ordinal),
                Shell = State.Shell.FirstOrDefault("/bin/sh"),
                ExtraHosts = Scope.Target.ExtraHosts,
            },
            _sources,
            run);
        State.AddHistory(CreatedBy(arguments), root);
    }

    private void RefuseUnsupported()
    {
        if (run.Security == RunSecurity.Insecure)
            Scope.Error(run, run.Syntax.Keyword.Span, "RUN --security=insecure is not supported", "run the step in the sandbox, or do the privileged part outside the build");
        foreach (var device in run.Devices)
            Scope.Error(run, device.Name.Span, $"RUN --device={device.Name.Text} is not supported");
        if (run.Command is ExecForm { Arguments: [] })
            Scope.Error(run, run.Span, "RUN has no command: the list is empty");
    }

    private RunMount? Resolve(RunMountFlag flag)
    {
        var problems = new List<Diagnostic>();
        var mount = flag.Resolve(word => Scope.Expand(word, State.Variables), problems);
        foreach (var problem in problems)
            Scope.Report(problem);
        return mount;
    }

    private async Task<StepMount?> LowerAsync(RunMountFlag flag, RunMount mount, CancellationToken cancellationToken)
    {
        switch (mount)
        {
            case RunBindMount bind:
                return await AddSourceAsync(flag, bind.From, cancellationToken).ConfigureAwait(false) is { } from
                    ? new BindStepMount(Target(bind.Target), from, bind.Source, bind.IsReadOnly) : null;
            case RunCacheMount cache:
                var seed = cache.From is null ? null : await AddSourceAsync(flag, cache.From, cancellationToken).ConfigureAwait(false);
                var space = Scope.Target.Args.GetValueOrDefault("BUILDKIT_CACHE_MOUNT_NS");
                return new CacheStepMount(Target(cache.Target), $"{space}/{(cache.Id == cache.Target ? Target(cache.Target) : cache.Id)}", cache, seed);
            case RunTmpfsMount tmpfs:
                return new TmpfsStepMount(Target(tmpfs.Target), tmpfs.Size);
            case RunSecretMount secret:
                return new SecretStepMount(secret.Target is { Length: > 0 } target ? Target(target) : "", secret);
            case RunSshMount ssh:
                var place = _sshMounts++;
                return new SshStepMount(Target(ssh.Target ?? $"/run/buildkit/ssh_agent.{place}"), ssh);
            default:
                throw new InvalidOperationException($"A {mount.GetType().Name} has no lowering.");
        }
    }

    private async Task<int?> AddSourceAsync(RunMountFlag flag, string? from, CancellationToken cancellationToken)
    {
        var source = from is null
            ? stage.Names.ResolveContext(Scope, run, flag.Text.Span)
            : await stage.Names.ResolveSourceAsync(Scope, stage.Stage, State.Platform, from, run, flag.From!.Span, cancellationToken).ConfigureAwait(false);
        if (source is null)
            return null;
        var known = _sources.IndexOf(source);
        if (known >= 0)
            return known;
        _sources.Add(source);
        return _sources.Count - 1;
    }

    // Without a target, or with a relative one, it counts from the working folder.
    private string Target(string target)
    {
        var path = TreePath.Normalize(stage.Absolute(target));
        if (path == "/")
            Scope.Error(run, run.Syntax.Keyword.Span, "a mount of RUN has no target, or the root for one", "name a folder below it: target=/…");
        return path;
    }

    private (IReadOnlyList<string> Arguments, RunScript? File) Command()
    {
        if (run.Script is not { } script)
            return (((ExecForm)run.Command).Texts, null);
        return script.FileName is null
            ? ([.. State.Shell, script.Text], null)
            : ([.. State.Shell, $"/dev/pipes/{script.FileName}"], script);
    }

    private string Hostname()
    {
        var name = Scope.Target.Args.GetValueOrDefault("BUILDKIT_SANDBOX_HOSTNAME") is { Length: > 0 } given ? given : RunOperation.DefaultHostname;
        if (!ContainerSpec.IsHostname(name))
            Scope.Error(run, run.Syntax.Keyword.Span, $"the build argument BUILDKIT_SANDBOX_HOSTNAME is '{name}', which is no host name");
        return name;
    }

    // "RUN |2 A=1 B=2 /bin/sh -c make # buildkit"
    private string CreatedBy(IReadOnlyList<string> arguments)
    {
        var variables = State.Variables;
        var args = State.Args.Select(arg => $"{arg.Name}={variables.GetValueOrDefault(arg.Name, arg.Value ?? "")} ").ToList();
        var count = args.Count > 0 ? $"|{args.Count} " : "";
        return $"RUN {count}{string.Concat(args)}{string.Join(' ', arguments)} # buildkit";
    }

    private IReadOnlyList<string> Proxies()
    {
        var declared = State.Variables;
        return [.. ProxyNames.Concat(ProxyNames.Select(static name => name.ToLowerInvariant()))
            .Where(name => !declared.ContainsKey(name))
            .Select(name => (Name: name, Value: Scope.Target.Args.GetValueOrDefault(name) ?? OtherCase(name)))
            .Where(static pair => pair.Value is not null)
            .Select(static pair => $"{pair.Name}={pair.Value}")];
    }

    private string? OtherCase(string name) =>
        Scope.Target.Args.GetValueOrDefault(char.IsLower(name[0]) ? name.ToUpperInvariant() : name.ToLowerInvariant());
}
