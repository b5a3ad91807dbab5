// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Fleet;

/// <summary>The kinds of HCL's types.</summary>
internal enum HclKind
{
    /// <summary>Any type; of a value, the type of <c>null</c> alone.</summary>
    Any,

    /// <summary>Text.</summary>
    String,

    /// <summary>A number of any size.</summary>
    Number,

    /// <summary>True or false.</summary>
    Bool,

    /// <summary>Values of one type, in order.</summary>
    List,

    /// <summary>Values of one type, each once.</summary>
    Set,

    /// <summary>Values of one type, by key.</summary>
    Map,

    /// <summary>Values of a type each, in order.</summary>
    Tuple,

    /// <summary>Values of a type each, by name.</summary>
    Object,
}
