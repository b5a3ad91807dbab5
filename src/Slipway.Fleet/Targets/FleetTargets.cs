// SPDX-License-Identifier: Apache-2.0
using Slipway.Dockerfile;

namespace Slipway.Fleet;

/// <summary>
/// The targets of a fleet file: every image with every combination of its matrix, words filled in, tags as references, claims as
/// they are to be proven.
/// </summary>
public sealed class FleetTargets
{
    private const string DefaultGroup = "default";

    private FleetTargets(FleetFile file, IReadOnlyList<FleetTarget> targets, IReadOnlyList<Diagnostic> diagnostics) =>
        (File, Targets, Diagnostics) = (file, targets, diagnostics);

    /// <summary>The file.</summary>
    public FleetFile File { get; }

    /// <summary>All targets, in the order of the file.</summary>
    public IReadOnlyList<FleetTarget> Targets { get; }

    /// <summary>What is wrong with the file or its targets, each once, in the order of its lines.</summary>
    public IReadOnlyList<Diagnostic> Diagnostics { get; private set; }

    /// <summary>Whether something is wrong that keeps the fleet from being used.</summary>
    public bool HasErrors => Diagnostics.Any(diagnostic => diagnostic.Severity == Severity.Error);

    /// <summary>Expands a file. Problems of the file are problems of the targets too.</summary>
    public static FleetTargets Expand(FleetFile file)
    {
        ArgumentNullException.ThrowIfNull(file);
        var found = new List<Diagnostic>(file.Diagnostics);
        var targets = file.Images.Where(image => !image.IsTemplate).SelectMany(image => new TargetExpansion(file, image, found).Expand()).ToList();
        var expanded = new FleetTargets(file, targets, []);
        // A module's words are those of the target it runs.
        expanded = new(file with { Modules = [.. file.Modules.Select(new ModuleExpansion(expanded, found).Expand)] }, targets, []);
        new TargetChecks(expanded, found).Run();
        expanded.Diagnostics =
        [
            .. found.DistinctBy(diagnostic => (diagnostic.Source, diagnostic.Span, diagnostic.Message))
                .OrderBy(diagnostic => diagnostic.Source == file.Source ? diagnostic.Span.Start : int.MaxValue),
        ];
        return expanded;
    }

    /// <summary>Targets that were not made of a fleet file's images. The file stands for them where its place or folder is asked for.</summary>
    internal static FleetTargets Create(FleetFile file, IReadOnlyList<FleetTarget> targets, IReadOnlyList<Diagnostic> diagnostics) => new(file, targets, diagnostics);

    /// <summary>The target of a name, or null.</summary>
    public FleetTarget? Find(string name) => Targets.FirstOrDefault(target => target.Name == name);

    /// <summary>
    /// The targets that <paramref name="selectors"/> name, each once: images, targets, groups, <c>image(axis=value)</c>. Without a
    /// selector: the group <c>default</c> if there is one, else all.
    /// </summary>
    public FleetSelection Select(IReadOnlyList<string> selectors)
    {
        ArgumentNullException.ThrowIfNull(selectors);
        if (selectors.Count == 0)
            return File.Groups.Any(group => group.Name.Value == DefaultGroup) ? Select([DefaultGroup]) : new(Targets, []);

        var chosen = new HashSet<FleetTarget>(ReferenceEqualityComparer.Instance);
        var diagnostics = new List<Diagnostic>();
        foreach (var selector in selectors)
        {
            if (Resolve(selector, out var targets, out var problem, out var help))
                chosen.UnionWith(targets);
            else
                diagnostics.Add(Diagnostic.Error(SourceText.From("target", selector), new(0, selector.Length), problem, help));
        }
        return new([.. Targets.Where(chosen.Contains)], diagnostics);
    }

    /// <summary>The names of the targets that names in a target's Dockerfile may stand for; null is all of them.</summary>
    public IReadOnlyList<string>? LinkedTo(FleetTarget target)
    {
        ArgumentNullException.ThrowIfNull(target);
        return target.Links is { } links
            ? [.. links.SelectMany(link => Resolve(link.Value, out var targets, out _, out _) ? targets : []).Select(linked => linked.Name).Distinct()]
            : null;
    }

    /// <summary>The target that a module runs; null if it runs an image that isn't of the fleet.</summary>
    public FleetTarget? TargetOf(FleetModule module) =>
        module.Image is { } image && Resolve(image.Value, out var targets, out _, out _) && targets.Count == 1 ? targets[0] : null;

    /// <summary>What a selector names; false, with what is wrong, when it names nothing.</summary>
    internal bool Resolve(string text, out IReadOnlyList<FleetTarget> targets, out string problem, out string? help)
    {
        (targets, problem, help) = ([], "", null);
        if (Find(text) is { } target)
        {
            targets = [target];
            return true;
        }
        if (TargetSelector.Parse(text) is not { } selector)
        {
            (problem, help) = ($"'{text}' names no target", "write an image, a group, or image(axis=value)");
            return false;
        }
        var named = Named(selector.Name, []);
        if (named is null)
        {
            string[] names =
            [
                .. File.Images.Where(image => !image.IsTemplate).Select(image => image.Name.Value),
                .. File.Groups.Select(group => group.Name.Value),
                .. Targets.Select(own => own.Name),
            ];
            problem = File.Images.Any(image => image.IsTemplate && image.Name.Value == selector.Name)
                ? $"'{selector.Name}' is there to be inherited from, and is no target"
                : TargetPattern.HasWildcard(selector.Name) ? $"no image or group matches '{selector.Name}'" : $"no image or group is named '{selector.Name}'";
            help = Choice.Help(selector.Name, [.. names.Distinct()], "there are");
            return false;
        }
        targets = [.. named.Where(selector.Covers)];
        if (targets.Count == 0)
            (problem, help) = Uncovered(selector, named);
        return targets.Count > 0;
    }

    private static (string Problem, string? Help) Uncovered(TargetSelector selector, List<FleetTarget> named)
    {
        foreach (var wanted in selector.Axes)
        {
            var values = named.SelectMany(target => target.Axes).Where(axis => axis.Axis == wanted.Axis).Select(axis => axis.Value).Distinct().ToList();
            var axes = named.SelectMany(target => target.Axes).Select(axis => axis.Axis).Distinct().ToList();
            if (values.Count == 0)
                return (
                    $"'{selector.Name}' has no axis '{wanted.Axis}'",
                    axes.Count == 0 ? "it has no matrix" : Choice.Help(wanted.Axis, axes, "its axes"));
            if (!values.Exists(value => TargetPattern.Matches(wanted.Value, value)))
                return (
                    $"'{selector.Name}' has no {wanted.Axis} '{wanted.Value}'",
                    Choice.Help(wanted.Value, values, "it has"));
        }
        if (named.Count == 0)
            return ($"the group '{selector.Name}' holds no target", "name images in it");
        return ($"'{selector.Name}' has no target with all of {string.Join(", ", selector.Axes)}", $"the matrix has the values, but leaves them out together; '{named[0].Name}' is there, for one");
    }

    // Null when the name is unknown. A circle of groups, reported elsewhere, adds nothing.
    private List<FleetTarget>? Named(string name, IReadOnlyList<string> open)
    {
        if (File.Groups.FirstOrDefault(group => group.Name.Value == name) is { } group)
        {
            if (open.Contains(name))
                return [];
            return
            [
                .. group.Members.Select(member => TargetSelector.Parse(member.Value)).OfType<TargetSelector>()
                    .SelectMany(member => (Named(member.Name, [.. open, name]) ?? []).Where(member.Covers)).Distinct(),
            ];
        }
        if (TargetPattern.HasWildcard(name))
        {
            var names = File.Groups.Select(group => group.Name.Value).Where(group => TargetPattern.Matches(name, group)).ToList();
            var matching = Targets.Where(target => TargetPattern.Matches(name, target.Name) || TargetPattern.Matches(name, target.Image.Name.Value)).ToList();
            return names.Count + matching.Count == 0 ? null : [.. names.SelectMany(group => Named(group, open) ?? []).Concat(matching).Distinct()];
        }
        var targets = Targets.Where(target => target.Name == name || (target.Image.Name.Value == name)).ToList();
        return targets.Count == 0 ? null : targets;
    }
}
