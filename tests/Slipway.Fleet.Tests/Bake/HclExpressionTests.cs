// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Fleet.Tests.Bake;

public sealed class HclExpressionTests
{
    [Theory]
    [InlineData("0.1 + 0.2", "0.3")]
    [InlineData("1 / 3 * 3", "1")]
    [InlineData("7 % -3", "1")]
    [InlineData("-7 % 3", "-1")]
    [InlineData("1.5e2", "150")]
    [InlineData("100000000000000000000 + 1", "100000000000000000001")]
    [InlineData("2.50", "2.5")]
    [InlineData("-0.125", "-0.125")]
    [InlineData("0.000001", "0.000001")]
    [InlineData("12345.678901234567890123456789", "12345.678901234567890123456789")]
    public void Numbers_are_written_with_the_digits_they_need(string expression, string value) => BakeText.Value(expression).ShouldBe(value);

    [Theory]
    [InlineData("1 + 2 * 3 == 7 && !false || false", "true")]
    [InlineData("true ? \"a\" : \"b\"", "a")]
    [InlineData("false ? 1 : \"b\"", "b")]
    [InlineData("true ? 1 : \"b\"", "1")]
    [InlineData("\"5\" + 1", "6")]
    [InlineData("\"true\" && true", "true")]
    [InlineData("null == null", "true")]
    [InlineData("\"\" == null", "false")]
    [InlineData("[1, 2] == [1, 2]", "true")]
    [InlineData("{ a = 1 }.a", "1")]
    [InlineData("{ \"a b\" = 1 }[\"a b\"]", "1")]
    [InlineData("[[1, 2], [3]][0][1]", "2")]
    [InlineData("[1, 2,\n 3,\n][2]", "3")]
    [InlineData("(\n1 +\n2\n)", "3")]
    [InlineData("{\n a = 1 # one\n b = 2,\n}[\"b\"]", "2")]
    [InlineData("\"${\"nested ${\"deep\"}\"}\"", "nested deep")]
    [InlineData("\"$${a} %%{b} $$ %\"", "${a} %{b} $$ %")]
    public void Expressions_have_the_values_of_the_specification(string expression, string value) => BakeText.Value(expression).ShouldBe(value);

    [Theory]
    [InlineData("[for x in [1, 2, 3] : x * 2 if x != 2]", "[2,6]")]
    [InlineData("{ for x in [\"b\", \"a\"] : x => upper(x) }", "{\"a\":\"A\",\"b\":\"B\"}")]
    [InlineData("{ for x in [\"aa\", \"b\", \"cc\"] : strlen(x) => x... }", "{\"1\":[\"b\"],\"2\":[\"aa\",\"cc\"]}")]
    [InlineData("[for k, v in { b = 1, a = 2 } : \"${k}${v}\"]", "[\"a2\",\"b1\"]")]
    [InlineData("[{ a = [1, 2] }, { a = [3] }][*].a[0]", "[1,3]")]
    [InlineData("[{ a = 1 }, { a = 2 }].*.a", "[1,2]")]
    public void Collections_come_out_in_their_order(string expression, string value) => BakeText.Value(expression).ShouldBe(value);

    [Theory]
    [InlineData("string", "null", "null")]
    [InlineData("number", "\"5\"", "5")]
    [InlineData("list(number)", "[\"1\", 2]", "[1,2]")]
    [InlineData("set(string)", "[\"b\", \"a\", \"b\"]", "[\"a\",\"b\"]")]
    [InlineData("map(string)", "{ a = 1 }", "{\"a\":\"1\"}")]
    [InlineData("tuple([string, bool])", "[1, \"true\"]", "[\"1\",true]")]
    [InlineData("object({ a = number })", "{ a = \"1\", b = 2 }", "{\"a\":1}")]
    [InlineData("any", "[1]", "[1]")]
    public void A_default_is_converted_to_its_type(string type, string initial, string value)
    {
        var definition = BakeText.Read($"variable \"value\" {{\n  type = {type}\n  default = {initial}\n}}\n");

        definition.Diagnostics.ShouldBeEmpty();
        (definition.Variables.Single().Value ?? "null").ShouldBe(value);
    }
}
