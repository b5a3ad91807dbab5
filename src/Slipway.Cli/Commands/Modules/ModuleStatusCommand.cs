// SPDX-License-Identifier: Apache-2.0
using System.CommandLine;
using System.Globalization;
using Slipway.Modules;

namespace Slipway.Cli.Commands.Modules;

/// <summary><c>slipway module status</c>.</summary>
internal sealed class ModuleStatusCommand : ModuleCommand
{
    private readonly Argument<string> _name = new("MODULE") { Description = "The module's name." };

    public ModuleStatusCommand(Session session) : base(session, "status", "Show how a module is.", "slipway module status openhqm") => Add(_name);

    protected override async Task<int> AskAsync(ParseResult words, ModulesClient client, CancellationToken cancellationToken)
    {
        var module = await client.GetStatusAsync(words.GetRequiredValue(_name), cancellationToken);
        foreach (var (label, value) in Lines(module))
            Session.Output.WriteLine($"{label,-10} {DisplayText.Clean(value)}");
        return module.Status == "running" && module.Health != "unhealthy" ? ExitCode.Done : ExitCode.No;
    }

    private static IEnumerable<(string Label, string Value)> Lines(ModuleStatusReport module)
    {
        yield return ("module", $"{module.ModuleName} ({module.DisplayName}) {module.Version}");
        yield return ("status", $"{module.Status}, {module.Health}, up {Units.Duration(TimeSpan.FromSeconds(module.UptimeSeconds))}, restarted {module.RestartCount} times");
        yield return ("image", $"{module.DockerImage} {module.ImageDigest}");
        yield return ("ports", module.Ports.Count == 0 ? "none" : string.Join(' ', module.Ports.Select(static port => $"127.0.0.1:{port}")));
        yield return ("uses", string.Create(CultureInfo.InvariantCulture, $"{module.CpuUsagePercent:0.0} % of a core, {module.MemoryUsageMb:0.0} of {module.MemoryLimitMb:0} MiB"));
        if (module.ErrorMessage is { } error)
            yield return ("error", error);
        if (module.ExitCode is { } code)
            yield return ("exit code", code.ToString(CultureInfo.InvariantCulture));
    }
}
