// SPDX-License-Identifier: Apache-2.0
using System.Text.RegularExpressions;
using Slipway.Dockerfile;

namespace Slipway.Fleet;

/// <summary>
/// Follows the last stage of a Dockerfile, and the stages below it, for what the image will say. What hangs on the base, on the platform or on a
/// variable that is given from outside is left out, so that what is claimed can be proven.
/// </summary>
internal sealed partial class DraftClaimReader
{
    private readonly DockerfileModel _model;
    private readonly ArgumentScope _global;
    private readonly Dictionary<string, string?> _labels = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string?> _env = new(StringComparer.Ordinal);
    private readonly List<string> _ports = [];
    private readonly List<string> _volumes = [];
    private readonly List<Diagnostic> _ignored = [];
    private StageScope _scope;
    private string? _base;
    private string? _user;
    private string? _group;
    private HealthcheckInstruction? _check;
    private string? _workdir;
    private string? _signal;
    private string? _health;
    private IReadOnlyList<string>? _entrypoint;
    private IReadOnlyList<string>? _cmd;
    private bool _hasOwnCmd;
    private bool _isEmpty;

    private DraftClaimReader(DockerfileModel model)
    {
        (_model, _global) = (model, ArgumentScope.Create(model, ArgumentScopeOptions.Default));
        _scope = _global.Enter([]);
    }

    // A value like this does not belong into another file.
    [GeneratedRegex("PASS|SECRET|TOKEN|KEY|CREDENTIAL|AUTH(?!OR)", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex SecretNames();

    internal static DraftClaims Read(DockerfileModel model) => Read(model, model.Stages[^1]);

    /// <summary>What the image of a stage will say.</summary>
    internal static DraftClaims Read(DockerfileModel model, Stage stage)
    {
        var reader = new DraftClaimReader(model);
        reader.Visit(stage);
        return new()
        {
            Base = reader._base,
            Group = reader._group,
            Check = reader._check,
            Labels = Known(reader._labels),
            Env = [.. Known(reader._env).Where(static pair => !SecretNames().IsMatch(pair.Key))],
            User = reader._user,
            Workdir = reader._workdir,
            Ports = [.. reader._ports.Distinct()],
            Volumes = [.. reader._volumes.Distinct()],
            StopSignal = reader._signal,
            Healthcheck = reader._health,
            Entrypoint = reader._entrypoint,
            Cmd = reader._cmd,
        };
    }

    private static List<KeyValuePair<string, string>> Known(Dictionary<string, string?> values) =>
        [.. values.Where(static pair => pair.Value is not null).Select(static pair => KeyValuePair.Create(pair.Key, pair.Value!))];

    private void Visit(Stage stage)
    {
        var resolved = _global.ResolveBase(stage, _ignored);
        _isEmpty = resolved?.Name == "scratch";
        if (resolved?.Stage is { } below)
        {
            Visit(below);
            _scope = _global.Enter(_scope);
        }
        else
        {
            _base = resolved?.Name;
        }
        _hasOwnCmd = false;
        foreach (var instruction in stage.Instructions)
            Apply(instruction);
    }

    private void Apply(Instruction instruction)
    {
        switch (instruction)
        {
            case ArgInstruction arg:
                _scope.Apply(arg, _ignored);
                break;
            case EnvInstruction env:
                Set(env);
                break;
            case LabelInstruction label:
                foreach (var (key, value) in label.Labels)
                {
                    if (Value(key) is { } name)
                        _labels[name] = Value(value);
                }
                break;
            case UserInstruction user:
                var words = Value(user.User)?.Split(':', 2) ?? [];
                _user = words is [{ Length: > 0 } named, ..] && (!_isEmpty || uint.TryParse(named, out _)) ? named : null;
                _group = words is [_, { Length: > 0 } group] ? group : null;
                break;
            case WorkdirInstruction workdir:
                _workdir = Folder(Value(workdir.Path));
                break;
            case ExposeInstruction expose:
                _ports.AddRange(expose.Ports.Where(IsKnown).SelectMany(word => _scope.Expand(word).Words).SelectMany(PortsOf));
                break;
            case VolumeInstruction volume:
                _volumes.AddRange(volume.Paths.Select(Value).OfType<string>().Where(static path => path.StartsWith('/')));
                break;
            case StopsignalInstruction stop:
                _signal = Value(stop.Signal);
                break;
            case HealthcheckInstruction check:
                (_health, _check) = (check.Command is null ? "absent" : "present", check);
                break;
            case EntrypointInstruction entrypoint:
                _entrypoint = Exec(entrypoint.Command);
                // A command that was inherited does not go with another entry point.
                if (!_hasOwnCmd)
                    _cmd = null;
                break;
            case CmdInstruction cmd:
                (_cmd, _hasOwnCmd) = (Exec(cmd.Command), true);
                break;
        }
    }

    private void Set(EnvInstruction env)
    {
        var before = env.Variables.Select(pair => (Name: Value(pair.Key), Value: Value(pair.Value))).ToList();
        _scope.Apply(env, _ignored);
        foreach (var (name, value) in before.Where(static pair => pair.Name is not null))
            _env[name!] = value;
    }

    // What a word is, whatever the base and the platform are; null where it hangs on them.
    private string? Value(Word word) => IsKnown(word) && _scope.Expand(word) is { Problem: null } expanded ? expanded.Text : null;

    // An argument may be given from outside, or give way to a variable of the base's: only what ENV says here is sure, where that is.
    private bool IsKnown(Word word) =>
        _scope.Expand(word) is { Problem: null, Unset.Count: 0 } expanded && expanded.Used.All(use => _env.GetValueOrDefault(use.Name) is not null);

    private string? Folder(string? path)
    {
        if (string.IsNullOrEmpty(path))
            return null;
        return path.StartsWith('/') || _workdir is not null ? Path.TrimEndingDirectorySeparator(Path.GetFullPath(path, _workdir ?? "/")) : null;
    }

    private static IEnumerable<string> PortsOf(string word) =>
        ExposedPorts.TryParse(word, out var ports, out _) ? ports.Names.Select(static name => name.EndsWith("/tcp", StringComparison.Ordinal) ? name[..^4] : name) : [];

    // The shell of a shell form is the base's to say.
    private static IReadOnlyList<string>? Exec(CommandForm command) => command is ExecForm { Texts: { Count: > 0 } words } ? words : null;
}
