// SPDX-License-Identifier: Apache-2.0
using System.Reflection;
using System.Text;

namespace Slipway.TestKit;

/// <summary>What an assembly shows to others, as text: one line a member, in ordinal order.</summary>
public static class PublicApi
{
    private const BindingFlags Declared = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    /// <summary>Every public type with its public and protected members.</summary>
    public static string Describe(Assembly assembly)
    {
        var text = new StringBuilder();
        foreach (var type in assembly.GetExportedTypes().OrderBy(static type => type.FullName, StringComparer.Ordinal))
        {
            text.Append(Kind(type)).Append(' ').Append(Name(type)).Append('\n');
            foreach (var line in type.GetMembers(Declared).Select(Line).OfType<string>().Distinct().Order(StringComparer.Ordinal))
                text.Append("    ").Append(line).Append('\n');
        }
        return text.ToString();
    }

    private static string Kind(Type type) =>
        type.IsInterface ? "interface" : type.IsEnum ? "enum" : type.IsValueType ? "struct" : type is { IsAbstract: true, IsSealed: true } ? "static class"
        : type.IsSealed ? "sealed class" : type.IsAbstract ? "abstract class" : "class";

    private static string? Line(MemberInfo member) => member switch
    {
        MethodInfo { IsSpecialName: false } method when Shows(method) && !IsOfRecord(method) =>
            $"{Scope(method)}{Name(method.ReturnType)} {method.Name}{Generic(method)}({string.Join(", ", method.GetParameters().Select(static p => $"{Name(p.ParameterType)} {p.Name}"))})",
        ConstructorInfo constructor when Shows(constructor) =>
            $"new({string.Join(", ", constructor.GetParameters().Select(static p => $"{Name(p.ParameterType)} {p.Name}"))})",
        PropertyInfo property when (property.GetMethod ?? property.SetMethod) is { } accessor && Shows(accessor) && property.Name != "EqualityContract" =>
            $"{Scope(accessor)}{Name(property.PropertyType)} {property.Name} {{ {(property.GetMethod is null ? "" : "get; ")}{Setter(property)}}}",
        FieldInfo { IsPublic: true, IsSpecialName: false } field => $"{(field.IsLiteral ? "const " : field.IsStatic ? "static " : "")}{Name(field.FieldType)} {field.Name}",
        EventInfo @event => $"event {Name(@event.EventHandlerType!)} {@event.Name}",
        _ => null,
    };

    private static string Setter(PropertyInfo property) =>
        property.SetMethod is not { } setter || !Shows(setter) ? ""
        : setter.ReturnParameter.GetRequiredCustomModifiers().Any(static modifier => modifier.Name == "IsExternalInit") ? "init; " : "set; ";

    private static bool Shows(MethodBase method) => method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly;

    // What the compiler writes for every record says nothing of this one.
    private static bool IsOfRecord(MethodInfo method) =>
        method.Name is "<Clone>$" or "PrintMembers" or "GetHashCode" or "ToString" or "Equals" or "Deconstruct";

    private static string Scope(MethodBase method) => (method.IsFamily || method.IsFamilyOrAssembly ? "protected " : "") + (method.IsStatic ? "static " : "");

    private static string Generic(MethodInfo method) =>
        method.IsGenericMethod ? $"<{string.Join(", ", method.GetGenericArguments().Select(static type => type.Name))}>" : "";

    private static string Name(Type type)
    {
        if (type.IsArray)
            return Name(type.GetElementType()!) + "[]";
        if (type.IsByRef)
            return "ref " + Name(type.GetElementType()!);
        if (Nullable.GetUnderlyingType(type) is { } underlying)
            return Name(underlying) + "?";
        var name = type.IsNested && !type.IsGenericParameter ? $"{Name(type.DeclaringType!)}.{type.Name}" : type.Name;
        return !type.IsGenericType ? name : $"{name.Split('`')[0]}<{string.Join(", ", type.GetGenericArguments().Select(Name))}>";
    }
}
