// SPDX-License-Identifier: Apache-2.0
using System.CommandLine;
using Slipway.Modules;

namespace Slipway.Cli.Commands.Modules;

/// <summary><c>slipway module install</c>: what <c>POST /api/v1/modules/install</c> takes, as options.</summary>
internal sealed class ModuleInstallCommand : ModuleCommand
{
    private readonly Argument<string> _name = new("MODULE") { Description = "The module's name: 3 to 50 lower-case letters, digits and dashes." };
    private readonly Option<string> _image = new("--image") { Description = "The image, pinned by a tag other than latest or a digest.", HelpName = "IMAGE", Required = true };
    private readonly Option<string> _version = new("--version") { Description = "The module's version, such as 1.0.0.", HelpName = "VERSION", Required = true };
    private readonly Option<string?> _displayName = new("--display-name") { Description = "The name that people see. [default: the module's name]", HelpName = "NAME" };
    private readonly Option<string?> _description = new("--description") { Description = "What it is for.", HelpName = "TEXT" };
    private readonly Option<string?> _license = new("--license-file") { Description = "A file with the license. [default: $SLIPWAY_LICENSE]", HelpName = "FILE" };
    private readonly Option<string[]> _ports = new("--port", "-p") { Description = "A port to publish on 127.0.0.1.", HelpName = "HOST:CONTAINER" };
    private readonly Option<string[]> _environment = new("--env", "-e") { Description = "A variable.", HelpName = "NAME=VALUE" };
    private readonly Option<string[]> _needs = new("--depends-on") { Description = "A module it needs, which it then reaches by name.", HelpName = "MODULE" };
    private readonly Option<string?> _cores = new("--cpu-limit") { Description = "Cores, such as 0.5.", HelpName = "CORES" };
    private readonly Option<string?> _memory = new("--memory-limit") { Description = "Memory, such as 512m. [default: 512m]", HelpName = "SIZE" };
    private readonly Option<string?> _profile = new("--security-profile") { Description = "strict or relaxed. [default: strict]", HelpName = "PROFILE" };
    private readonly Option<bool> _replace = new("--replace") { Description = "Take the place of an installed one; that comes back if this isn't healthy." };

    public ModuleInstallCommand(Session session)
        : base(session, "install", "Install a module, and wait until it is healthy.",
            "slipway module install my-app --image localhost:5000/team/my-app:1.0.0 --version 1.0.0 -p 9001:5000 --license-file my-app.license")
    {
        foreach (var argument in new[] { _name })
            Add(argument);
        foreach (var option in new Option[] { _image, _version, _displayName, _description, _license, _ports, _environment, _needs, _cores, _memory, _profile, _replace })
            Add(option);
    }

    protected override async Task<int> AskAsync(ParseResult words, ModulesClient client, CancellationToken cancellationToken)
    {
        var request = new ModuleRequest
        {
            ModuleName = words.GetRequiredValue(_name),
            DisplayName = words.GetValue(_displayName) ?? words.GetRequiredValue(_name),
            Description = words.GetValue(_description),
            DockerImage = words.GetRequiredValue(_image),
            Version = words.GetRequiredValue(_version),
            LicenseKey = words.GetValue(_license) is { } file ? File.ReadAllText(Path.GetFullPath(file, Session.WorkingFolder)).Trim() : Session.Variable("SLIPWAY_LICENSE"),
            Ports = words.GetValue(_ports),
            Environment = ReadEnvironment(words.GetValue(_environment) ?? []),
            DependsOn = words.GetValue(_needs),
            CpuLimit = words.GetValue(_cores),
            MemoryLimit = words.GetValue(_memory),
            SecurityProfile = words.GetValue(_profile),
        };
        var installed = words.GetValue(_replace) ? await client.ReplaceAsync(request, cancellationToken) : await client.InstallAsync(request, cancellationToken);
        Session.Output.WriteLine(installed.Message);
        return ExitCode.Done;
    }

    private static Dictionary<string, string> ReadEnvironment(IEnumerable<string> words)
    {
        var variables = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var parts in words.Select(static word => word.Split('=', 2)))
            variables[parts[0]] = parts.Length == 2 ? parts[1] : throw CommandException.Usage($"--env '{parts[0]}' is not NAME=VALUE.");
        return variables;
    }
}
