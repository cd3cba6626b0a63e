import java.io.FileInputStream;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashSet;
import java.util.Set;
import java.util.TreeMap;
import java.util.logging.LogManager;
import javax.xml.parsers.DocumentBuilderFactory;
import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.PDFAParser;
import org.verapdf.pdfa.PDFAValidator;
import org.verapdf.pdfa.flavours.PDFAFlavour;
import org.verapdf.pdfa.results.TestAssertion;
import org.verapdf.pdfa.results.ValidationResult;
import org.verapdf.pdfa.validation.profiles.Profiles;
import org.verapdf.pdfa.validation.profiles.Rule;
import org.verapdf.pdfa.validation.profiles.ValidationProfile;
import org.verapdf.pdfa.validation.profiles.Variable;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/**
 * Validates the PDFs named against veraPDF's own profiles of PDF/UA-1 and PDF/A-2a.
 *
 * A line each: file, standard, "conforms" or "fails", checks made, and the clauses that fail. The profiles are read here,
 * because the library's own way of reading them needs JAXB, which Java no longer has.
 */
public class Validate {
    public static void main(String[] files) throws Exception {
        LogManager.getLogManager().reset();
        VeraGreenfieldFoundryProvider.initialise();
        for (String name : new String[] {"PDFUA-1", "PDFA-2A"}) {
            PDFAFlavour flavour = name.equals("PDFUA-1") ? PDFAFlavour.PDFUA_1 : PDFAFlavour.PDFA_2_A;
            ValidationProfile profile = profile(name, flavour);
            for (String file : files) {
                try (PDFAParser parser = Foundries.defaultInstance().createParser(new FileInputStream(file), flavour);
                        PDFAValidator validator = Foundries.defaultInstance().createValidator(profile, false)) {
                    ValidationResult result = validator.validate(parser);
                    TreeMap<String, Integer> failed = new TreeMap<>();
                    for (TestAssertion one : result.getTestAssertions()) {
                        if (one.getStatus() == TestAssertion.Status.FAILED) {
                            failed.merge(one.getRuleId().getClause() + " " + one.getMessage(), 1, Integer::sum);
                        }
                    }
                    System.out.println(String.join("\t", file, name, result.isCompliant() ? "conforms" : "fails",
                        Integer.toString(result.getTotalAssertions()), failed.toString()));
                }
            }
        }
    }

    private static ValidationProfile profile(String name, PDFAFlavour flavour) throws Exception {
        Element root;
        try (InputStream stream = Profiles.class.getResourceAsStream("/org/verapdf/pdfa/validation/" + name + ".xml")) {
            root = DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(stream).getDocumentElement();
        }
        Set<Rule> rules = new HashSet<>();
        NodeList told = root.getElementsByTagName("rule");
        for (int i = 0; i < told.getLength(); i++) {
            Element rule = (Element) told.item(i);
            Element id = (Element) rule.getElementsByTagName("id").item(0);
            String deferred = rule.getAttribute("deferred");
            rules.add(Profiles.ruleFromValues(
                Profiles.ruleIdFromValues(PDFAFlavour.Specification.valueOf(id.getAttribute("specification")),
                    id.getAttribute("clause"), Integer.parseInt(id.getAttribute("testNumber"))),
                rule.getAttribute("object"), deferred.isEmpty() ? null : Boolean.valueOf(deferred), rule.getAttribute("tags"),
                text(rule, "description"), text(rule, "test"),
                Profiles.errorFromValues(text(rule, "message"), new ArrayList<>()), new ArrayList<>()));
        }
        Set<Variable> variables = new HashSet<>();
        told = root.getElementsByTagName("variable");
        for (int i = 0; i < told.getLength(); i++) {
            Element one = (Element) told.item(i);
            variables.add(Profiles.variableFromValues(one.getAttribute("name"), one.getAttribute("object"),
                text(one, "defaultValue"), text(one, "value")));
        }
        if (rules.size() < 100) {
            throw new IllegalStateException(name + " has only " + rules.size() + " rules");
        }
        return Profiles.profileFromValues(flavour, Profiles.profileDetailsFromValues(name, name, "", new Date(0)), "",
            rules, variables);
    }

    private static String text(Element element, String name) {
        return element.getElementsByTagName(name).item(0).getTextContent();
    }
}
