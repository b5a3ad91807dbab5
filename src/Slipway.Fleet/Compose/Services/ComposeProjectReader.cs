// SPDX-License-Identifier: Apache-2.0
using System.Text.RegularExpressions;
using Slipway.Containers;
using Slipway.Dockerfile;

namespace Slipway.Fleet;

/// <summary>Reads merged Compose files as a project that can be run.</summary>
internal sealed partial class ComposeProjectReader
{
    private const int MaxServices = 1000;
    private const string NameVariable = "COMPOSE_PROJECT_NAME";
    private static readonly string[] Sections = ["version", "name", "services", "networks", "volumes", "secrets", "configs"];

    private readonly ComposeNode _root;
    private readonly IReadOnlyList<SourceText> _sources;
    private readonly ComposeEnvironment _environment;
    private readonly List<Diagnostic> _diagnostics;

    internal ComposeProjectReader(YamlMap root, IReadOnlyList<SourceText> sources, ComposeEnvironment environment, ComposeVariables variables, List<Diagnostic> diagnostics)
    {
        (_sources, _environment, _diagnostics) = (sources, environment, diagnostics);
        _root = new(root, "a Compose file", variables);
    }

    /// <summary>The project.</summary>
    /// <exception cref="HclException">Something stands in the files that isn't Compose's, or that isn't honoured.</exception>
    internal ComposeProject Read()
    {
        _root.Fields("a Compose file", Sections, ("include", "name the files one by one: --fleet compose.yaml --fleet other.yaml"), ("models", "no models are run; run one as a service"));
        var name = ReadName();
        var volumes = (_root["volumes"]?.Entries ?? []).ToDictionary(static entry => entry.Key, entry => ReadVolume(name, entry.Key, entry.Value), StringComparer.Ordinal);
        var scope = new ComposeScope(name, _root, _environment, volumes, _diagnostics);
        var networks = new ComposeNetworks(_root["networks"]);
        var written = (_root["services"] ?? throw new HclException(_root.Place, "this Compose file has no services", "name them under 'services:'")).Entries.ToList();
        if (written.Count > MaxServices)
            throw new HclException(written[MaxServices].Value.Place, $"a project has {written.Count} services, and {MaxServices} at most are read", "make projects of it, each with a file of its own");
        var services = written.ConvertAll(entry => ReadService(entry.Key, entry.Value, scope));
        return new()
        {
            Name = name,
            Folder = _environment.Options.Folder,
            Files = [.. _sources.Select(static source => source.Path)],
            Services = new ServiceRelations(services, networks).Relate(),
            Volumes = volumes,
        };
    }

    private string ReadName()
    {
        if ((_environment.Options.ProjectName ?? _environment.Find(NameVariable)) is { Length: > 0 } given)
            return ComposeProject.IsName(given) ? given : throw new HclException(_root.Place, $"'{given}' is no name of a project", "one has lower-case letters, digits, '-' and '_', and begins with a letter or digit");
        if (_root["name"] is { } written)
            return ComposeProject.IsName(written.Text()) ? written.Text() : throw new HclException(written.Place, $"'{written.Text()}' is no name of a project", "one has lower-case letters, digits, '-' and '_', and begins with a letter or digit");
        var folder = NoName().Replace(Path.GetFileName(_environment.Options.Folder.TrimEnd('/')).ToLowerInvariant(), "").TrimStart('-', '_');
        return folder.Length > 0 ? folder : throw new HclException(_root.Place, $"the folder '{_environment.Options.Folder}' has no name for a project", "write 'name:' at the top");
    }

    private static ComposeVolume ReadVolume(string project, string key, ComposeNode node)
    {
        const string Folders = "volumes are folders of this machine; bind a folder of yours instead";
        var (name, isExternal) = ($"{project}_{key}", false);
        var labels = new Dictionary<string, string>(StringComparer.Ordinal) { ["com.docker.compose.project"] = project, ["com.docker.compose.volume"] = key };
        foreach (var (word, value) in node.IfThere()?.Fields("a volume", ["name", "external", "labels", "driver"], ("driver_opts", Folders)) ?? [])
        {
            switch (word)
            {
                case "name":
                    name = value.Text();
                    break;
                case "external":
                    isExternal = !value.IsText || value.Flag();
                    name = value.IsText ? node["name"]?.Text() ?? (isExternal ? key : name) : value["name"]?.Text() ?? key;
                    break;
                case "labels":
                    foreach (var (label, text) in value.Pairs())
                        labels[label] = text ?? "";
                    break;
                default:
                    if (value.Text() is not ("local" or ""))
                        throw new HclException(value.Place, $"the volume driver '{value.Text()}' is not supported", Folders);
                    break;
            }
        }
        return new(key, node.At(() => VolumeName.Require(name)), isExternal, labels);
    }

    private static ComposeService ReadService(string name, ComposeNode node, ComposeScope scope)
    {
        if (!ServiceName().IsMatch(name))
            throw new HclException(node.Place, $"'{name}' is no name of a service", "one has letters, digits, '.', '_' and '-'");
        if (node.IsNothing)
            throw new HclException(node.Place, $"nothing is said of the service '{name}'", "write image: NAME or build: FOLDER below it, or take it out");
        var service = new ComposeService { Name = name, Place = node.Place, ContainerName = "", Container = ServiceContainer.Blank };
        var all = node.Fields($"the service '{name}'", [.. ServiceKeys.All.Where(static key => key.Read is not null).Select(static key => key.Name)],
            [.. ServiceKeys.All.Where(static key => key.Read is null).Select(static key => (key.Name, key.Remark))]);
        foreach (var (key, value) in all.OrderBy(static field => ServiceKeys.TurnOf(field.Key)))
            service = ServiceKeys.Find(key)!.Read!(service, value, scope);
        if (service.Target is null && service.Image.Length == 0)
            throw new HclException(node.Place, $"the service '{name}' has neither an image nor a build", "write image: NAME or build: FOLDER");
        if (service.Target is not null && service.Pull == ComposePull.Always)
            throw new HclException(node["pull_policy"]!.Place, $"the service '{name}' is built, and is not pulled", "leave 'pull_policy' or 'build' out");
        if (service.Image.Length == 0)
            service = service with { Image = $"{scope.Project}-{name}" };
        if (service.ContainerName.Length == 0)
            service = service with { ContainerName = node.At(() => ContainerName.Require($"{scope.Project}-{name}-1")) };
        var network = service.Network;
        if (network is not (ComposeNetworkUse.Shared or ComposeNetworkUse.Alone) && service.Container.Ports.Count > 0)
            throw new HclException(node["ports"]!.Place, $"the service '{name}' has no ports of its own to publish in that network", "leave 'ports' or 'network_mode' out");
        if (node["networks"] is { } networks && node["network_mode"] is not null)
            throw new HclException(networks.Place, $"the service '{name}' has both 'networks' and 'network_mode'", "leave one of them out");
        return ServiceSecurityKeys.Empower(service with { Environment = [.. service.FileEnvironment, .. service.Environment] });
    }

    [GeneratedRegex("[^a-z0-9_-]")]
    private static partial Regex NoName();

    [GeneratedRegex(@"\A[A-Za-z0-9._-]+\z")]
    private static partial Regex ServiceName();
}
