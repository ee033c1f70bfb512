package io.plumbline.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.core.verdict.Verdict;
import io.plumbline.report.JUnitSuite.JUnitCase;
import java.io.StringReader;
import java.util.List;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.transform.stream.StreamSource;
import javax.xml.validation.SchemaFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.xml.sax.InputSource;

class JUnitXmlTest {
  private static final String NASTY =
      "a < b & \"c\" ]]> 'd' \u0000\u001b[31m\uD800 \uFFFE é 😀\n\tend";
  private static final JUnitSuite SUITE =
      new JUnitSuite(
          "check <seed & co>",
          List.of(
              new JUnitCase("seed.onnx", "sample 0", 0.0123, Verdict.PASS, "", ""),
              new JUnitCase("seed.onnx", "sample 1", 0.5, Verdict.FAIL, NASTY, NASTY),
              new JUnitCase("seed.onnx", "sample 2", 1, Verdict.INCONCLUSIVE, "why", "how")));

  /** The elements, their order and their attributes that Jenkins, GitLab and Ant read. */
  @Test
  void hasTheStructureCiToolsRead() throws Exception {
    SchemaFactory.newInstance(XMLConstants.W3C_XML_SCHEMA_NS_URI)
        .newSchema(JUnitXmlTest.class.getResource("junit.xsd"))
        .newValidator()
        .validate(new StreamSource(new StringReader(JUnitXml.of(SUITE))));
  }

  @Test
  void countsAndNamesEveryCase() throws Exception {
    Element suite = (Element) parse().getElementsByTagName("testsuite").item(0);
    assertThat(suite.getAttribute("name")).isEqualTo("check <seed & co>");
    assertThat(suite.getAttribute("tests")).isEqualTo("3");
    assertThat(suite.getAttribute("failures")).isEqualTo("1");
    assertThat(suite.getAttribute("skipped")).isEqualTo("1");
    assertThat(suite.getAttribute("errors")).isEqualTo("0");
    assertThat(suite.getAttribute("time")).isEqualTo("1.512");
    Element skipped = (Element) suite.getElementsByTagName("skipped").item(0);
    assertThat(skipped.getAttribute("message")).isEqualTo("why");
    assertThat(((Element) skipped.getParentNode()).getAttribute("name")).isEqualTo("sample 2");
    assertThat(suite.getElementsByTagName("system-out").item(0).getTextContent()).isEqualTo("how");
  }

  @Test
  void anyTextSurvivesButCharactersXmlCannotHold() throws Exception {
    Element failure = (Element) parse().getElementsByTagName("failure").item(0);
    String legal = "a < b & \"c\" ]]> 'd' \uFFFD\uFFFD[31m\uFFFD \uFFFD é 😀";
    assertThat(failure.getTextContent()).isEqualTo(legal + "\n\tend");
    assertThat(failure.getAttribute("message")).isEqualTo(legal + "  end");
  }

  private static Document parse() throws Exception {
    return DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new InputSource(new StringReader(JUnitXml.of(SUITE))));
  }
}
