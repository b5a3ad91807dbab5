// SPDX-License-Identifier: Apache-2.0
using System.Text.RegularExpressions;
using Slipway.Check;
using Slipway.Dockerfile;
using Slipway.Oci;

namespace Slipway.Fleet;

/// <summary>Reads the modules of a fleet file: the fields of the module API's install request. What an installer decides is left to it.</summary>
internal sealed partial class ModuleReader(List<Diagnostic> diagnostics)
{
    internal static readonly string[] Profiles = ["strict", "relaxed"];

    [GeneratedRegex($@"\A{NamePatterns.Module}\z", RegexOptions.CultureInvariant)]
    private static partial Regex ModuleName();

    [GeneratedRegex($@"\A{NamePatterns.PortPair}\z", RegexOptions.CultureInvariant)]
    private static partial Regex PortPair();

    internal IReadOnlyList<FleetModule> Read(YamlValue value)
    {
        if (value is YamlScalar or YamlList { Items.Count: 0 } or YamlMap { Entries.Count: 0 })
        {
            Report(
                value.Place, $"'modules' is a map of names to modules, not {(value is YamlScalar ? value.Kind : "an empty one")}",
                "a list of modules that have a 'module_name' each is read too");
            return [];
        }
        var read = value is YamlMap map
            ? map.Entries.Select(entry => ReadModule(entry.Value, new(entry.Key.Text, entry.Key.Place)))
            : ((YamlList)value).Items.Select(item => ReadModule(item, null));
        var modules = read.OfType<FleetModule>().ToList();
        foreach (var again in modules.GroupBy(module => module.Name.Value).SelectMany(group => group.Skip(1)))
            Report(again.Name.Place, $"two modules are named '{again.Name.Value}'", "give one of them another name");
        var names = modules.ConvertAll(module => module.Name.Value);
        foreach (var need in modules.SelectMany(module => module.DependsOn).Where(need => !names.Contains(need.Value)))
            Report(need.Place, $"no module is named '{need.Value}'", Choice.Help(need.Value, names, "modules"));
        return modules;
    }

    private FleetModule? ReadModule(YamlValue value, Located<string>? key)
    {
        if (FieldReader.Open(value, "a module", diagnostics) is not { } fields)
            return null;
        var name = key ?? fields.Text("module_name");
        var image = fields.Text("image");
        var external = fields.Text("docker_image");
        var profile = fields.Text("security_profile");
        var module = name is not { } given ? null : new FleetModule
        {
            Place = value.Place,
            Name = given,
            Image = image,
            DockerImage = external,
            DisplayName = fields.Text("display_name"),
            Description = fields.Text("description"),
            Version = fields.Text("version"),
            LicenseKey = fields.Text("license_key"),
            Ports = fields.Texts("ports") ?? [],
            Environment = fields.Map("environment"),
            Volumes = fields.Texts("volumes") ?? [],
            CpuLimit = fields.Text("cpu_limit"),
            MemoryLimit = fields.Text("memory_limit"),
            NetworkMode = fields.Text("network_mode"),
            DependsOn = fields.Texts("depends_on") ?? [],
            RoutePrefix = fields.Text("route_prefix"),
            HealthCheck = fields.Take("health_check") is { } check ? ReadHealthCheck(check) : null,
            SecurityProfile = profile,
        };
        if (module is null)
        {
            if (((YamlMap)value).Entries.All(entry => entry.Key.Text != "module_name"))
                Report(value.Place, "a module needs a name", "add 'module_name: NAME'");
            return null;
        }
        fields.Finish();
        CheckImage(value, module);
        Check(module);
        return module;
    }

    /// <summary>Checks a module whose words are filled in for what could not be checked before.</summary>
    internal void CheckFilled(FleetModule module)
    {
        CheckReference(module);
        CheckPorts(module);
        CheckProfile(module);
    }

    private void CheckImage(YamlValue value, FleetModule module)
    {
        if (module.Image is null && module.DockerImage is null)
            Report(value.Place, $"the module '{module.Name.Value}' has no image", "name a target under 'image', such as 'image: app(axis=value)'");
        if (module.Image is not null && module.DockerImage is { } both)
            Report(
                both.Place, $"the module '{module.Name.Value}' has two images",
                "keep 'image' for one of the fleet, or 'docker_image' for another");
        CheckReference(module);
    }

    private void CheckReference(FleetModule module)
    {
        if (module.DockerImage is { } external && !Interpolation.HasWords(external.Value) && !ImageReference.TryParse(external.Value, out _, out var problem))
            Report(external.Place, $"'{external.Value}' is not an image reference: {problem.Message}", problem.Help ?? "write it as in 'docker.io/library/redis:7'");
    }

    private void CheckPorts(FleetModule module)
    {
        foreach (var port in module.Ports.Where(port => !Interpolation.HasWords(port.Value) && !PortPair().IsMatch(port.Value)))
            Report(port.Place, $"'{port.Value}' is not a pair of ports", "write HOST:CONTAINER, such as '8000:8000', in quotes");
    }

    private void CheckProfile(FleetModule module)
    {
        if (module.SecurityProfile is { } profile && !Interpolation.HasWords(profile.Value) && !Profiles.Contains(profile.Value))
            Report(
                profile.Place, $"'{profile.Value}' is not a security profile",
                Choice.Help(profile.Value, Profiles, "write one of"));
    }

    private void Check(FleetModule module)
    {
        if (!ModuleName().IsMatch(module.Name.Value))
            Report(
                module.Name.Place, $"'{module.Name.Value}' cannot be a module's name",
                "use 3 to 50 lower-case letters, digits and '-', with a letter or digit at both ends");
        CheckPorts(module);
        CheckProfile(module);
        if (module.DependsOn.FirstOrDefault(need => need.Value == module.Name.Value) is { } self)
            Report(self.Place, $"the module '{module.Name.Value}' depends on itself", "take it out of 'depends_on'");
    }

    private ModuleHealthCheck? ReadHealthCheck(YamlValue value)
    {
        if (FieldReader.Open(value, "'health_check'", diagnostics) is not { } fields)
            return null;
        var test = fields.Text("test");
        var check = test is not { } given ? null : new ModuleHealthCheck
        {
            Test = given,
            Interval = fields.Text("interval"),
            Timeout = fields.Text("timeout"),
            Retries = fields.Text("retries"),
            StartPeriod = fields.Text("start_period"),
        };
        if (check is null)
            Report(value.Place, "a health check needs a 'test'", "add 'test: COMMAND', which ends with 0 when the module is well");
        else
            fields.Finish();
        return check;
    }

    private void Report(SourcePlace place, string message, string? help = null) => diagnostics.Add(place.Error(message, help));
}
