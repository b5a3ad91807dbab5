// SPDX-License-Identifier: Apache-2.0
using Slipway.Dockerfile;
using Slipway.Oci;

namespace Slipway.Build;

/// <summary>Folds the instructions that make no files into a stage's configuration and history, in BuildKit's words.</summary>
internal sealed class ConfigLowering(TargetScope scope, StageState state)
{
    public void Lower(Instruction instruction)
    {
        switch (instruction)
        {
            case EnvInstruction env:
                LowerEnv(env);
                break;
            case LabelInstruction label:
                LowerLabel(label);
                break;
            case UserInstruction user:
                LowerUser(user);
                break;
            case ExposeInstruction expose:
                LowerExpose(expose);
                break;
            case VolumeInstruction volume:
                LowerVolume(volume);
                break;
            case CmdInstruction cmd:
                LowerCmd(cmd);
                break;
            case EntrypointInstruction entrypoint:
                LowerEntrypoint(entrypoint);
                break;
            case ShellInstruction shell:
                state.Config = state.Config with { Shell = shell.Shell.Texts };
                state.AddHistory($"SHELL {HistoryText.PlainList(shell.Shell.Texts)}", null);
                break;
            case StopsignalInstruction signal:
                LowerStopSignal(signal);
                break;
            case HealthcheckInstruction check:
                LowerHealthcheck(check);
                break;
            case MaintainerInstruction maintainer:
                state.Author = maintainer.Maintainer.Text;
                state.AddHistory($"MAINTAINER {maintainer.Maintainer.Text}", null);
                break;
            case OnbuildInstruction onbuild:
                state.Config = state.Config with { OnBuild = [.. state.Config.OnBuild ?? [], onbuild.TriggerText] };
                break;
            default:
                scope.Error(instruction, instruction.Span, $"{instruction.Keyword} is not supported here");
                break;
        }
    }

    private void LowerEnv(EnvInstruction env)
    {
        var pairs = ExpandPairs(env, env.Variables);
        foreach (var (name, value) in pairs)
            state.SetEnvironment(name, value);
        state.AddHistory($"ENV {Join(pairs)}", null);
    }

    private void LowerLabel(LabelInstruction label)
    {
        var pairs = ExpandPairs(label, label.Labels);
        var labels = (state.Config.Labels ?? new Dictionary<string, string>()).ToDictionary(StringComparer.Ordinal);
        foreach (var (name, value) in pairs)
            labels[name] = value;
        state.Config = state.Config with { Labels = labels };
        state.AddHistory($"LABEL {Join(pairs)}", null);
    }

    // Every word of an instruction sees the variables from before it.
    private List<(string Name, string Value)> ExpandPairs(Instruction at, IReadOnlyList<KeyValueWords> words)
    {
        var variables = state.Variables;
        var pairs = new List<(string, string)>();
        foreach (var word in words)
        {
            var (name, value) = (scope.Expand(word.Key, variables), scope.Expand(word.Value, variables));
            if (name is null || value is null)
                continue;
            var isWrong = name.Length == 0 || (name + value).Contains('\0', StringComparison.Ordinal) || (at is EnvInstruction && name.Contains('=', StringComparison.Ordinal));
            if (isWrong)
                scope.Error(at, word.Key.Span, name.Length == 0 ? $"a name of {at.Keyword} is empty" : $"'{name}' cannot be a name, or its value holds a NUL character");
            else
                pairs.Add((name, value));
        }
        return pairs;
    }

    private static string Join(IEnumerable<(string Name, string Value)> pairs) => string.Join(' ', pairs.Select(static pair => $"{pair.Name}={pair.Value}"));

    private void LowerUser(UserInstruction user)
    {
        if (scope.Expand(user.User, state.Variables) is not { } name)
            return;
        state.Config = state.Config with { User = name };
        state.AddHistory($"USER {name}", null);
    }

    private void LowerExpose(ExposeInstruction expose)
    {
        var names = new List<string>();
        foreach (var (word, text) in expose.Ports.SelectMany(word => (scope.ExpandWord(word, state.Variables)?.Words ?? []).Select(text => (word, text))))
        {
            if (ExposedPorts.TryParse(text, out var ports, out var problem))
                names.AddRange(ports.Names);
            else
                scope.Error(expose, word.Span, problem);
        }
        state.Config = state.Config with { ExposedPorts = Union(state.Config.ExposedPorts, names) };
        state.AddHistory($"EXPOSE {HistoryText.Set(names)}", null);
    }

    private void LowerVolume(VolumeInstruction volume)
    {
        var paths = volume.Paths.Select(path => scope.Expand(path, state.Variables)).OfType<string>().ToList();
        foreach (var empty in volume.Paths.Where((_, index) => index < paths.Count && paths[index].Length == 0))
            scope.Error(volume, empty.Span, "VOLUME names no folder: the path is empty");
        state.Config = state.Config with { Volumes = Union(state.Config.Volumes, paths) };
        state.AddHistory($"VOLUME {HistoryText.PlainList(paths)}", null);
    }

    private static IReadOnlyList<string> Union(IReadOnlyList<string>? set, IEnumerable<string> words) =>
        [.. (set ?? []).Concat(words).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    private void LowerCmd(CmdInstruction cmd)
    {
        var arguments = Arguments(cmd.Command);
        state.Config = state.Config with { Cmd = Some(arguments), ArgsEscaped = true };
        state.HasOwnCommand = true;
        state.AddHistory($"CMD {HistoryText.QuotedList(arguments)}", null);
    }

    private void LowerEntrypoint(EntrypointInstruction entrypoint)
    {
        var arguments = Arguments(entrypoint.Command);
        // A command of the base image was meant for its own entry point.
        state.Config = state.Config with { Entrypoint = Some(arguments), Cmd = state.HasOwnCommand ? state.Config.Cmd : null };
        state.AddHistory($"ENTRYPOINT {HistoryText.QuotedList(arguments)}", null);
    }

    private IReadOnlyList<string> Arguments(CommandForm form) => form is ShellForm shell ? [.. state.Shell, shell.Command.Text] : ((ExecForm)form).Texts;

    private static IReadOnlyList<string>? Some(IReadOnlyList<string> arguments) => arguments.Count > 0 ? arguments : null;

    private void LowerStopSignal(StopsignalInstruction instruction)
    {
        if (scope.Expand(instruction.Signal, state.Variables) is not { } signal)
            return;
        if (!StopSignal.TryParse(signal, out _))
        {
            scope.Error(instruction, instruction.Signal.Span, $"'{signal}' is not a signal", "write a name such as SIGTERM, or a number");
            return;
        }
        state.Config = state.Config with { StopSignal = signal };
        state.AddHistory($"STOPSIGNAL {signal}", null);
    }

    private void LowerHealthcheck(HealthcheckInstruction instruction)
    {
        var check = new HealthCheckConfig
        {
            Test = instruction.Test,
            Interval = Nanoseconds(instruction.Interval),
            Timeout = Nanoseconds(instruction.Timeout),
            StartPeriod = Nanoseconds(instruction.StartPeriod),
            StartInterval = Nanoseconds(instruction.StartInterval),
            Retries = instruction.Retries is 0 ? null : instruction.Retries,
        };
        state.Config = state.Config with { Healthcheck = check };
        state.AddHistory($"HEALTHCHECK {HistoryText.HealthCheck(check)}", null);
    }

    private static long? Nanoseconds(TimeSpan? time) => time is { Ticks: > 0 } span ? span.Ticks * 100 : null;
}
