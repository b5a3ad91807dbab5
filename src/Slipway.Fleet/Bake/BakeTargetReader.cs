// SPDX-License-Identifier: Apache-2.0
using Slipway.Check;
using Slipway.Dockerfile;

namespace Slipway.Fleet;

/// <summary>Reads targets and groups from their blocks.</summary>
internal sealed class BakeTargetReader(BakeNames names, List<Diagnostic> diagnostics)
{
    /// <summary>A value as the type that its attribute has; null for one that says nothing.</summary>
    internal static HclValue? Decode(string block, HclAttribute attribute, HclValue value)
    {
        if (value.IsNull)
            return null;
        var type = block == "group" ? attribute.Name == "description" ? HclType.String : HclType.ListOf(HclType.String) : BakeField.Find(attribute.Name)?.Type ?? HclType.Any;
        if (BakeField.Find(attribute.Name)?.Kind == BakeFieldKind.Entries)
            return Entries(attribute, value);
        if (!HclConversion.TryConvert(value, type, out var converted, out var problem))
            throw new HclException(attribute.Value.Place, $"'{attribute.Name}': {problem}", type.Kind == HclKind.List && value.Type.IsPrimitive ? $"write {attribute.Name} = [ … ]" : null);
        if (type.Kind == HclKind.List && converted.Elements.Any(static item => item.IsNull))
            throw new HclException(attribute.Value.Place, $"an element of '{attribute.Name}' is null", "leave it out: compact() and for … if … do");
        if (attribute.Name == "contexts" && converted.Entries.FirstOrDefault(static entry => entry.Value.IsNull) is { Key: { } context })
            throw new HclException(attribute.Value.Place, $"the context '{context}' is null", "write \"\" to take one away");
        return converted;
    }

    internal BakeTarget ReadTarget(BakeInstance instance)
    {
        var target = new BakeTarget(instance.Name, instance.Block.Labels[0].Place);
        foreach (var attribute in instance.Block.Body.Attributes.Where(static attribute => attribute.Name is not ("matrix" or "name")))
        {
            if (BakeField.Find(attribute.Name) is null)
                Warn(attribute.Place, $"a target has no '{attribute.Name}', and Bake reads over it", Suggestion.Help(attribute.Name, BakeField.All.Select(static field => field.Name)));
            else if (names.Blocks.ValueOf(instance, attribute.Name, attribute.Place) is { } value)
                target.Set(attribute.Name, value, attribute.Value.Place);
        }
        foreach (var block in instance.Block.Body.Blocks)
            Warn(block.Place, $"a target has no blocks such as '{block.Type}', and Bake reads over it", BakeField.Find(block.Type) is null ? null : $"set it with '=': {block.Type} = {{ … }}");
        return target;
    }

    internal BakeGroup ReadGroup(BakeInstance instance)
    {
        foreach (var attribute in instance.Block.Body.Attributes.Where(static attribute => attribute.Name is not ("targets" or "description")))
            Warn(attribute.Place, $"a group has no '{attribute.Name}', and Bake reads over it", Suggestion.Help(attribute.Name, ["targets", "description"]));
        var targets = names.Blocks.ValueOf(instance, "targets", instance.Block.Place)
            ?? throw new HclException(instance.Block.Place, $"the group '{instance.Name}' names no targets", "add targets = [ … ]");
        return new(instance.Name, names.Blocks.ValueOf(instance, "description", instance.Block.Place)?.AsString, [.. targets.Elements.Select(static item => item.AsString)], instance.Block.Labels[0].Place);
    }

    private static HclValue Entries(HclAttribute attribute, HclValue value)
    {
        if (!value.IsSequence)
            throw new HclException(attribute.Value.Place, $"'{attribute.Name}' is a list, not {value.Describe}", $"write {attribute.Name} = [ … ]");
        foreach (var item in value.Elements.Where(static item => !item.IsMapping && (item.IsNull || item.Kind != HclKind.String)))
            throw new HclException(attribute.Value.Place, $"an entry of '{attribute.Name}' is a text or an object, not {item.Describe}");
        return HclValue.Tuple(value.Elements);
    }

    private void Warn(SourcePlace place, string message, string? help) => diagnostics.Add(Diagnostic.Warning(place.Source, place.Span, message, help));
}
